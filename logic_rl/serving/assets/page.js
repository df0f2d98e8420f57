// The page: a puzzle, logic beside it, and replies whose marks come while they are written.

const by = (id) => document.getElementById(id);
const PAUSE = 400; // milliseconds between two looks at what is written, and after the last key in the puzzle
const VERDICTS = { wrong: "wrong", bad_format: "bad_format", unparsed: "unreadable" };
const store = (key, value) => { try { if (value === undefined) return localStorage.getItem(key); localStorage.setItem(key, value); } catch { return null; } };

async function fetched(path, body) {
  const sent = body === undefined ? undefined : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(path, sent);
  const value = await response.json();
  if (!response.ok) throw new Error(value.error?.message ?? response.status);
  return value;
}

/** One model's reply, drawn as it grows. */
class Reply {
  constructor(page, model) {
    this.page = page;
    this.model = model;
    this.box = html("article", { class: "reply is-writing", "aria-label": model.id }, by("replies"));
    html("h3", {}, this.box, model.id);
    this.warning = html("p", { class: "warning" }, this.box);
    this.state = html("p", { class: "state", role: "status" }, this.box);
    this.verdict = html("p", { class: "verdict", hidden: "" }, this.box);
    this.legend = html("div", { class: "legend" }, this.box);
    this.text = html("pre", { class: "text", dir: "auto", tabindex: "0" }, this.box);
    this.growing = new Growing(model.open_think);
    this.stopping = new AbortController();
    this.now = "waiting";
    this.told = null; // what the server said of the reply so far
    this.looking = false;
    this.draw();
  }

  async run(asked) {
    try {
      await this.read(asked);
      this.now = this.growing.end === "length" ? "cut" : "done";
    } catch (error) {
      this.now = this.stopping.signal.aborted ? "stopped" : "failed";
      if (this.now === "failed") this.page.alarm(error.message);
    }
    this.box.classList.remove("is-writing");
    await this.look(this.now !== "failed" && this.now !== "stopped");
    this.draw();
  }

  async read(asked) {
    const body = { ...asked, model: this.model.id, stream: true, stream_options: { include_usage: true } };
    const response = await fetch("/v1/chat/completions", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal: this.stopping.signal,
    });
    if (!response.ok) throw new Error((await response.json()).error.message);
    const reader = response.body.getReader(), decoder = new TextDecoder(), events = new Events();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      for (const data of events.push(decoder.decode(part.value, { stream: true }))) {
        if (data !== "[DONE]") this.growing.add(JSON.parse(data));
      }
      this.now = "writing";
      this.draw();
      this.glance();
    }
  }

  /** Asks for the marks of what is there by now, unless that is being done. */
  glance() {
    if (this.looking) return;
    this.looking = true;
    this.look(false).finally(() => setTimeout(() => { this.looking = false; }, PAUSE));
  }

  async look(isWhole) {
    const response = this.growing.text;
    if (!response) return;
    try {
      const told = await fetched("/api/analyze", {
        text: this.page.asked, response, opened_think: this.model.open_think, num_tokens: this.growing.tokens, is_whole: isWhole,
      });
      if (isWhole || !this.told?.isWhole) this.told = { ...told, isWhole };
      this.draw();
    } catch (error) {
      if (isWhole) this.page.alarm(error.message);
    }
  }

  draw() {
    const word = this.page.word, { told, growing } = this;
    this.warning.textContent = this.page.warnings[this.model.id] ?? "";
    const counts = told ? [`${told.true} ${word("true")}`, `${told.false} ${word("false")}`] : [];
    const tokens = growing.tokens ? [`${growing.tokens} ${word("tokens")}`] : [];
    this.state.textContent = [word(this.now), ...tokens, ...counts].join(" · ");
    const marks = told?.marks ?? [];
    this.text.replaceChildren(...markedText(growing.text, this.page.behaviours, marks, null));
    for (const mark of this.text.querySelectorAll("mark[data-label]")) mark.dataset.label = mark.dataset.label.split(", ").map(this.page.behaviour).join(" ");
    this.drawLegend(marks);
    this.verdict.hidden = !told?.verdict;
    if (!told?.verdict) return;
    const right = told.verdict === "correct";
    this.verdict.className = `verdict ${right ? "result-right" : "result-other"}`;
    const reason = told.reason && !right ? `: ${told.reason}` : "";
    this.verdict.textContent = `${right ? "✓" : "✗"} ${word(right ? (told.verified ? "earned" : "lucky") : VERDICTS[told.verdict])}${reason}`;
  }

  drawLegend(marks) {
    this.legend.replaceChildren();
    this.page.behaviours.forEach((name, index) => {
      const count = marks.filter(([, , kind]) => kind === name).length;
      if (!count) return;
      const entry = html("span", {}, this.legend);
      html("mark", { class: `beh s${index}` }, entry, this.page.behaviour(words(name)));
      entry.append(` ${count}`);
    });
  }
}

class Page {
  constructor(behaviours) {
    this.behaviours = behaviours;
    this.replies = [];
    this.models = [];
    this.warnings = {};
    this.asked = "";
    this.solution = null;
    this.tongue = store("tongue") ?? (navigator.language.startsWith("zh") ? "zh" : "en");
    this.word = (name) => WORDS[this.tongue][name];
    this.behaviour = (name) => (this.tongue === "zh" ? BEHAVIOURS_ZH[name] ?? name : name);
  }

  async start() {
    this.themes();
    this.translate();
    by("switch").addEventListener("click", () => this.switchTongue());
    by("draw").addEventListener("click", () => this.drawPuzzle(null));
    by("asking").addEventListener("submit", (event) => { event.preventDefault(); this.ask(); });
    by("stop").addEventListener("click", () => this.stop());
    by("text").addEventListener("input", () => { clearTimeout(this.typing); this.typing = setTimeout(() => this.solve(), PAUSE); });
    addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.ask();
      if (event.key === "Escape") this.stop();
    });
    try {
      this.models = (await fetched("/v1/models")).data;
    } catch (error) {
      return this.alarm(`${this.word("noModel")}: ${error.message}`);
    }
    for (const model of this.models) for (const id of ["model-0", "model-1"]) html("option", { value: model.id }, by(id), model.id);
    if (this.models.length > 1) by("model-1").value = this.models[1].id;
    await this.fromAddress();
  }

  /** `?people=2&language=en&style=named&draw=7&seed=3&temperature=0&ask` draws a puzzle and asks; `?text=…` gives one. */
  async fromAddress() {
    const given = new URLSearchParams(location.search);
    for (const id of ["people", "language", "style", "seed", "temperature"]) if (given.has(id)) by(id).value = given.get(id);
    if (given.has("text")) by("text").value = given.get("text");
    if (given.has("text")) await this.solve();
    else await this.drawPuzzle(given.get("draw"));
    if (given.has("ask")) await this.ask();
  }

  async drawPuzzle(seed) {
    const query = new URLSearchParams({ people: by("people").value, language: by("language").value, style: by("style").value });
    if (seed !== null) query.set("seed", seed);
    try {
      by("text").value = (await fetched(`/api/puzzle?${query}`)).text;
      await this.solve();
    } catch (error) {
      this.alarm(error.message);
    }
  }

  async solve() {
    const text = by("text").value;
    try {
      const found = text.trim() ? await fetched("/api/solve", { text }) : null;
      if (text !== by("text").value) return; // another was written meanwhile
      this.solution = found;
      this.warnings = found?.warnings ?? {};
      this.showSolution();
    } catch (error) {
      this.alarm(error.message);
    }
  }

  showSolution() {
    const found = this.solution;
    by("roles").replaceChildren();
    by("proof").hidden = !found?.proof;
    by("proof-text").textContent = found?.proof ?? "";
    const count = found?.status === "many" ? `${found.num_solutions} ` : "";
    by("status").textContent = found ? `${count}${this.word(found.status)}${found.status === "unparsed" ? `: ${found.reason}` : ""}` : "";
    if (found?.status !== "unique") return;
    found.names.forEach((name, person) => {
      const truthful = found.solutions[0][person];
      html("li", { class: truthful ? "truthful" : "liar" }, by("roles"), `${name}: ${found.roles[truthful ? 0 : 1]}`);
    });
  }

  async ask() {
    const text = by("text").value;
    if (!text.trim() || this.replies.some((reply) => ["waiting", "writing"].includes(reply.now))) return;
    this.alarm("");
    this.asked = text;
    by("replies").replaceChildren();
    const wanted = [by("model-0").value, by("model-1").value].filter(Boolean);
    this.replies = wanted.map((id) => new Reply(this, this.models.find((model) => model.id === id)));
    const [temperature, seed] = ["temperature", "seed"].map((id) => Number(by(id).value));
    const asked = { messages: [{ role: "user", content: text }], temperature, seed };
    this.busy(true);
    await Promise.all(this.replies.map((reply) => reply.run(asked)));
    this.busy(false);
  }

  stop() {
    for (const reply of this.replies) reply.stopping.abort();
  }

  busy(isBusy) {
    by("ask").disabled = isBusy;
    by("stop").disabled = !isBusy;
    document.documentElement.dataset.state = isBusy ? "busy" : "done";
  }

  alarm(text) {
    by("alarm").textContent = text;
    by("alarm").hidden = !text;
  }

  switchTongue() {
    this.tongue = this.tongue === "zh" ? "en" : "zh";
    store("tongue", this.tongue);
    this.translate();
    this.showSolution();
    for (const reply of this.replies) reply.draw();
  }

  translate() {
    document.documentElement.lang = this.tongue;
    for (const element of document.querySelectorAll("[data-word]")) element.textContent = this.word(element.dataset.word);
    by("text").setAttribute("aria-label", this.word("prose"));
    by("text").placeholder = this.word("prose");
    this.nameTheme?.();
  }

  themes() {
    const names = ["system", "light", "dark"], dark = matchMedia("(prefers-color-scheme: dark)");
    let now = Math.max(0, names.indexOf(store("colours")));
    this.nameTheme = () => { by("theme").textContent = `${this.word("colours")}: ${this.word(names[now])}`; };
    const apply = () => {
      document.documentElement.dataset.theme = now ? names[now] : dark.matches ? "dark" : "light";
      this.nameTheme();
    };
    by("theme").addEventListener("click", () => { now = (now + 1) % 3; store("colours", names[now]); apply(); });
    dark.addEventListener("change", apply);
    apply();
  }
}

function play(behaviours) {
  new Page(behaviours).start();
}
