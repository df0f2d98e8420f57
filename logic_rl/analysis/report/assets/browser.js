// The page itself: filters, search, keys, and the address that remembers them.

const FIELDS = ["q", "place", "phase", "from", "to", "verdict", "size", "claims", "sort"];
// Blocks of texts that are kept unpacked, so that searching again is quick: some 130 MB of 250-word responses.
const HELD_TEXTS = 400;
const by = (id) => document.getElementById(id);

class Browser {
  constructor(index) {
    this.index = index;
    const { columns, places } = index;
    this.data = { columns, shown: bits(columns.shown), place: Int32Array.from(places.flatMap(([, count], i) => Array(count).fill(i))) };
    const blocks = (name, most) => new Blocks((number) => by(`${name}-${number}`).textContent, index.chunk, most);
    this.texts = blocks("texts", HELD_TEXTS);
    this.marks = blocks("marks", 8);
    this.puzzles = blocks("puzzles", 8);
    this.list = new ResponseList(by("list"), (number) => this.describe(number), (number) => this.open(number));
    this.searches = 0;
    this.puzzle = "";
    this.fillChoices();
    this.listen();
    this.fromAddress();
  }

  fillChoices() {
    const { columns, places, behaviours } = this.index;
    const known = (column) => [...new Set(column)].filter((value) => value !== null && value !== undefined);
    const offer = (id, pairs) => pairs.forEach(([value, text]) => html("option", { value }, by(id), text));
    offer("place", places.map(([name], number) => [number, name]));
    offer("phase", known(columns.phase).map((name) => [name, name]));
    offer("size", known(columns.size).sort((a, b) => a.localeCompare(b, "en", { numeric: true })).map((size) => [size, size]));
    offer("verdict", known(columns.verdict).filter((name) => name !== "correct").map((name) => [name, resultWords(name)[1]]));
    behaviours.forEach((name, number) => {
      const label = html("label", { title: this.index.meanings[number] }, by("behaviours"));
      html("input", { type: "checkbox", value: number, "data-name": name }, label);
      label.append(words(name));
    });
  }

  /** What is asked for now. */
  wanted() {
    const wanted = Object.fromEntries(FIELDS.map((id) => [id, by(id).value]));
    const chosen = [...by("behaviours").querySelectorAll("input:checked")];
    wanted.shown = chosen.reduce((all, box) => all | (1 << Number(box.value)), 0) || "";
    return { ...wanted, puzzle: this.puzzle };
  }

  async refresh() {
    const search = ++this.searches;
    const wanted = this.wanted();
    let numbers = filtered(this.data, wanted);
    this.find = needle(wanted.q);
    if (this.find) numbers = await this.searched(numbers, this.find, search);
    if (search !== this.searches) return; // another search has begun meanwhile
    const total = this.data.columns.id.length;
    by("count").textContent = `${numbers.length.toLocaleString("en")} of ${total.toLocaleString("en")} responses` + (this.puzzle === "" ? "" : " (to one puzzle; s shows all)");
    this.list.fill(sorted(this.data, numbers, wanted.sort));
    if (this.list.at < 0 && numbers.length) this.list.select(0);
    else if (this.list.at >= 0) this.open(this.list.numbers[this.list.at]);
    if (!numbers.length) by("transcript").replaceChildren(html("p", { class: "note" }, null, "No response is like that."));
    this.toAddress(wanted);
  }

  /** Those whose text holds what is looked for; lets the page breathe between chunks. */
  async searched(numbers, find, search) {
    const kept = [];
    let at = 0;
    while (at < numbers.length && search === this.searches) {
      const chunk = Math.floor(numbers[at] / this.index.chunk);
      const texts = await this.texts.block(chunk);
      for (; at < numbers.length && Math.floor(numbers[at] / this.index.chunk) === chunk; at++) {
        find.lastIndex = 0;
        if (find.test(texts[numbers[at] % this.index.chunk])) kept.push(numbers[at]);
      }
      if (chunk % 8 === 7) {
        by("count").textContent = `searching … ${Math.round((100 * at) / numbers.length)} %`;
        await new Promise((resume) => setTimeout(resume));
      }
    }
    find.lastIndex = 0;
    return kept;
  }

  describe(number) {
    const { columns, behaviours } = this.index;
    const of = (name) => columns[name][number];
    const facts = [`step ${of("step") ?? "–"}`, of("phase"), of("size"), `${of("tokens")} tokens`];
    const claims = of("true") + of("false") ? [`${of("true")} true` + (of("false") ? `, ${of("false")} false` : "")] : [];
    const [sign, name] = resultWords(of("verdict"));
    return [
      [[resultClass(of("verdict")), `${sign} ${name} `], ["", facts.filter(Boolean).join(" · ")]],
      [...of("shown").map((bit) => words(behaviours[bit])), ...claims].join(", ") || "no marks",
    ];
  }

  async open(number) {
    const { columns, places, behaviours } = this.index;
    this.opened = number;
    const [text, [marks, reason], puzzle] = await Promise.all([this.texts.item(number), this.marks.item(number), this.puzzles.item(columns.puzzle[number])]);
    if (this.opened !== number) return;
    const of = (name) => columns[name][number];
    const facts = [
      places[this.data.place[number]][0], `step ${of("step") ?? "–"}`, of("phase") && `phase ${of("phase")}`, of("size"),
      `${of("tokens")} tokens`, of("reward") !== null && of("reward") !== undefined && `reward ${of("reward")}`,
      of("loops") && `repeats itself in ${of("loops")} place${of("loops") > 1 ? "s" : ""}`, of("follows") === false && "the answer does not follow from the steps",
    ];
    const shown = { title: of("id"), facts: facts.filter(Boolean).join(" · "), verdict: of("verdict"), reason, puzzle, text, marks };
    drawTranscript(by("transcript"), behaviours, shown, this.find);
    this.toAddress(this.wanted());
  }

  toAddress(wanted) {
    const chosen = [...by("behaviours").querySelectorAll("input:checked")].map((box) => box.dataset.name);
    const parts = Object.entries({ ...wanted, shown: chosen.join(","), response: this.opened ?? "" }).filter(([, value]) => value !== "");
    history.replaceState(null, "", "#" + new URLSearchParams(parts.map(([key, value]) => [key, String(value)])));
  }

  fromAddress() {
    const given = new URLSearchParams(location.hash.slice(1));
    for (const id of FIELDS) if (given.has(id)) by(id).value = given.get(id);
    const names = (given.get("shown") ?? "").split(",");
    for (const box of by("behaviours").querySelectorAll("input")) box.checked = names.includes(box.dataset.name);
    this.puzzle = given.get("puzzle") ?? "";
    const number = Number(given.get("response") ?? -1);
    this.refresh().then(() => {
      const at = this.list.numbers.indexOf(number);
      if (at >= 0) this.list.select(at);
      document.documentElement.dataset.ready = "";
    });
  }

  /** The responses of one step of training. */
  showStep(step) {
    by("from").value = by("to").value = step;
    by("browser").scrollIntoView();
    this.refresh();
  }

  clear() {
    by("filters").reset();
    this.puzzle = "";
    this.refresh();
  }

  listen() {
    let waiting;
    by("filters").addEventListener("input", (event) => {
      clearTimeout(waiting);
      waiting = setTimeout(() => this.refresh(), event.target.id === "q" ? 200 : 0);
    });
    by("filters").addEventListener("submit", (event) => event.preventDefault());
    by("clear").addEventListener("click", () => this.clear());
    by("previous").addEventListener("click", () => this.list.select(this.list.at - 1));
    by("next").addEventListener("click", () => this.list.select(this.list.at + 1));
    for (const what of ["behaviours", "claims"]) {
      by(`show-${what}`).addEventListener("change", (event) => by("transcript").classList.toggle(`hide-${what}`, !event.target.checked));
    }
    by("help-open").addEventListener("click", () => by("help").showModal());
    document.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || by("help").open) return;
    const typing = event.target.matches("input[type=search], input[type=number], select");
    if (typing) {
      if (event.key !== "Escape" && event.key !== "Enter") return;
      event.preventDefault(); // Escape would empty the search
      by("list").focus();
      return;
    }
    const flip = (what) => by(`show-${what}`).click();
    const actions = {
      j: () => this.list.select(this.list.at + 1),
      k: () => this.list.select(this.list.at - 1),
      n: () => stepMarks(by("transcript"), 1),
      p: () => stepMarks(by("transcript"), -1),
      b: () => flip("behaviours"),
      c: () => flip("claims"),
      s: () => this.samePuzzle(),
      Escape: () => this.clear(),
      "/": () => by("q").select(),
      "?": () => by("help").showModal(),
    };
    if (!actions[event.key]) return;
    event.preventDefault();
    actions[event.key]();
  }

  samePuzzle() {
    const chosen = this.list.numbers[this.list.at];
    if (this.puzzle !== "") this.puzzle = "";
    else if (chosen !== undefined) this.puzzle = this.index.columns.puzzle[chosen];
    this.refresh();
  }
}

function themes() {
  const names = ["system", "light", "dark"];
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let now = 0;
  const apply = () => {
    document.documentElement.dataset.theme = now ? names[now] : dark.matches ? "dark" : "light";
    by("theme").textContent = `colours: ${names[now]}`;
  };
  by("theme").addEventListener("click", () => { now = (now + 1) % 3; apply(); });
  dark.addEventListener("change", apply);
  const printing = (light) => () => (light ? (document.documentElement.dataset.theme = "light") : apply());
  addEventListener("beforeprint", printing(true));
  addEventListener("afterprint", printing(false));
  apply();
}

async function start() {
  themes();
  if (typeof DecompressionStream === "undefined") throw new Error("this browser is too old to unpack the page (it lacks DecompressionStream)");
  const index = await unpack(by("index").textContent);
  const browser = new Browser(index);
  for (const panel of index.panels) drawPanel(panel, index.phases, by(`curves-${panel.group}`), (step) => browser.showStep(step));
  by("behaviours-title").hidden = !index.panels.some((panel) => panel.group === "behaviours");
}

// Absent where the files are tested without a page.
if (typeof document !== "undefined") {
  start().catch((error) => {
    by("alarm").textContent = `The responses cannot be shown: ${error.message}`;
    by("alarm").hidden = false;
  });
}
