// The list of responses: only the rows in view exist.

const ROW = 46; // height of .option in pixels
// Browsers lose exactness beyond about 17 million pixels.
const TALLEST = 15_000_000;

class ResponseList {
  /** `describe(number)` gives `[[class, text], …]` of a row's first line and its second line; `choose(number)` is called on a choice. */
  constructor(box, describe, choose) {
    this.box = box;
    this.space = box.firstElementChild;
    this.describe = describe;
    this.choose = choose;
    this.numbers = [];
    this.at = -1;
    box.addEventListener("scroll", () => this.draw(), { passive: true });
    new ResizeObserver(() => this.draw()).observe(box);
    box.addEventListener("click", (event) => {
      const option = event.target.closest(".option");
      if (option) this.select(Number(option.dataset.at));
    });
    box.addEventListener("keydown", (event) => this.key(event));
  }

  /** Other responses; the chosen one stays chosen if it is still among them. */
  fill(numbers) {
    const chosen = this.numbers[this.at];
    this.numbers = numbers;
    this.space.style.height = `${Math.min(TALLEST, numbers.length * ROW)}px`;
    this.at = chosen === undefined ? -1 : numbers.indexOf(chosen);
    if (this.at < 0) this.box.scrollTop = 0;
    else this.reveal();
    this.draw();
  }

  select(at) {
    if (!this.numbers.length) return;
    this.at = Math.max(0, Math.min(this.numbers.length - 1, at));
    this.reveal();
    this.draw();
    this.choose(this.numbers[this.at]);
  }

  reveal() {
    const top = this.at * ROW;
    if (top < this.box.scrollTop) this.box.scrollTop = top;
    else if (top + ROW > this.box.scrollTop + this.box.clientHeight) this.box.scrollTop = top + ROW - this.box.clientHeight;
  }

  draw() {
    const first = Math.max(0, Math.floor(this.box.scrollTop / ROW) - 4);
    const last = Math.min(this.numbers.length, Math.ceil((this.box.scrollTop + this.box.clientHeight) / ROW) + 4);
    const rows = [];
    for (let at = first; at < last; at++) rows.push(this.row(at));
    this.space.replaceChildren(...rows);
    if (this.at >= first && this.at < last) this.box.setAttribute("aria-activedescendant", `option-${this.at}`);
    else this.box.removeAttribute("aria-activedescendant");
  }

  row(at) {
    const [line, second] = this.describe(this.numbers[at]);
    const row = html("div", { class: "option", role: "option", id: `option-${at}`, "data-at": at, "aria-selected": at === this.at, "aria-posinset": at + 1, "aria-setsize": this.numbers.length });
    row.style.top = `${at * ROW}px`;
    const head = html("div", {}, row);
    for (const [name, text] of line) html("span", { class: name }, head, text);
    html("div", {}, row, second);
    return row;
  }

  key(event) {
    const page = Math.max(1, Math.floor(this.box.clientHeight / ROW) - 1);
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (!(event.key in moves) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.select(this.at < 0 ? 0 : this.at + moves[event.key]);
  }
}
