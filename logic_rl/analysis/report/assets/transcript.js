// One response with its marks. All text goes in as text nodes and attributes, never as markup.

const RESULTS = { right: ["✓", "right"], wrong: ["✗", "wrong"], bad_format: ["✗", "bad format"], unparsed: ["✗", "unreadable answer"], none: ["–", "not judged"] };
const resultWords = (verdict) => RESULTS[resultOf(verdict)] ?? ["✗", String(verdict)];
const resultClass = (verdict) => `result-${{ right: "right", none: "none" }[resultOf(verdict)] ?? "other"}`;
const CLAIMS = { true: "claim-true", false: "claim-false", unreadable: "claim-unreadable", "right candidate": "candidate", "wrong candidate": "candidate" };
const words = (name) => name.replaceAll("_", " ");

function html(name, attributes, parent, text) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  parent?.append(element);
  return element;
}

/** `shown` is `{title, facts, verdict, reason, puzzle: [id, text, solution], text, marks}`; `find` a search or null. */
function drawTranscript(box, behaviours, shown, find) {
  const title = html("h3", {});
  html("span", { class: resultClass(shown.verdict) }, title, resultWords(shown.verdict).join(" ") + " ");
  title.append(`· ${shown.title}`);
  const facts = html("p", { class: "facts" }, null, shown.facts + (shown.reason ? ` · ${shown.reason}` : ""));
  const text = html("pre", { class: "text", dir: "auto" });
  text.append(...markedText(shown.text, behaviours, shown.marks, find));
  box.replaceChildren(title, facts, puzzleBox(shown.puzzle), legend(box, behaviours, shown.marks), text);
  box.scrollTop = 0;
}

function puzzleBox([name, told, solution]) {
  const box = html("details", { class: "puzzle" });
  box.open = true;
  html("summary", {}, box, `puzzle ${name}`);
  if (told) html("p", { dir: "auto" }, box, told);
  if (solution) html("p", { dir: "auto" }, box, `Solution: ${solution}`);
  return box;
}

function legend(box, behaviours, marks) {
  const counts = new Map();
  for (const [, , kind] of marks) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const line = html("div", { class: "legend" });
  behaviours.forEach((name, index) => {
    if (!counts.has(name)) return;
    const entry = html("span", {}, line);
    html("mark", { class: `beh s${index}` }, entry, words(name));
    entry.append(` ${counts.get(name)}`);
  });
  for (const [kind, name] of Object.entries(CLAIMS)) {
    if (!counts.has(kind)) continue;
    const entry = html("span", {}, line);
    html("mark", { class: `${name} ends-${kind.split(" ")[0]}` }, entry, name === "candidate" ? `${kind}s` : `${kind} claims`);
    entry.append(` ${counts.get(kind)}`);
  }
  return line;
}

function markedText(text, behaviours, marks, find) {
  const hits = find ? [...text.matchAll(find)].map((match) => [match.index, match.index + match[0].length, "hit", ""]) : [];
  const all = [...marks, ...hits];
  return pieces(text.length, all).map((piece) => {
    const part = text.slice(piece.start, piece.end);
    if (!piece.marks.length) return document.createTextNode(part);
    return markedPiece(part, piece, piece.marks.map((index) => all[index]), behaviours);
  });
}

function markedPiece(part, piece, marks, behaviours) {
  const mark = html("mark", { title: marks.map(([, , kind, note]) => `${words(kind)}${note ? ": " + note : ""}`).join("\n") }, null, part);
  const tags = marks.filter(([, , kind]) => behaviours.includes(kind));
  if (tags.length) {
    // The innermost gives the colour; the labels name all that begin here.
    mark.classList.add("beh", `s${behaviours.indexOf(tags[tags.length - 1][2])}`);
    const begun = tags.filter(([start]) => start === piece.start).map(([, , kind]) => words(kind));
    if (begun.length) mark.dataset.label = begun.join(", ");
  }
  for (const [, end, kind] of marks) {
    if (kind === "hit") mark.classList.add("hit");
    else if (!behaviours.includes(kind)) {
      mark.classList.add(CLAIMS[kind]);
      if (end === piece.end) mark.classList.add(`ends-${kind.split(" ")[0]}`);
    }
  }
  if (marks.some(([start]) => start === piece.start)) mark.dataset.begins = "";
  return mark;
}

/** Moves to the next (1) or previous (-1) mark of the response; hits of the search if there are any. */
function stepMarks(box, direction) {
  const visible = [box.classList.contains("hide-behaviours") ? "" : ".beh[data-label]", box.classList.contains("hide-claims") ? "" : ".claim-false[data-begins]"];
  const hits = box.querySelectorAll(".text mark.hit");
  const marks = [...(hits.length ? hits : box.querySelectorAll(visible.filter(Boolean).map((one) => `.text mark${one}`).join(",") || ".none"))];
  if (!marks.length) return;
  const now = marks.findIndex((mark) => mark.classList.contains("current"));
  const next = marks[now < 0 ? (direction > 0 ? 0 : marks.length - 1) : (now + direction + marks.length) % marks.length];
  marks[now]?.classList.remove("current");
  next.classList.add("current");
  next.scrollIntoView({ block: "center" });
}
