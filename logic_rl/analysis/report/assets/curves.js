// Curves: one SVG a panel, drawn once, in the colours of the style sheet.

const SVG = "http://www.w3.org/2000/svg";
const DASHES = ["", "7 3", "2 3", "9 3 2 3", "4 2", "1 2", "12 3", "5 5"];

function svg(name, attributes, parent, text) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  parent?.append(element);
  return element;
}

/** Round numbers from at most `low` to at least `high`, about `count` of them. */
function ticks(low, high, count) {
  const rough = (high - low || 1) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough);
  const found = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) found.push(i * step);
  return found;
}

const shownValue = (panel, value) =>
  panel.share ? `${(100 * value).toFixed(1)} %` : Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2);

/** Draws a panel into `parent`, anew when its width changes, so that its letters keep their size; `open(step)` is called when a step is chosen. */
function drawPanel(panel, phases, parent, open) {
  const figure = html("figure", {}, parent);
  const caption = html("figcaption", {}, figure, panel.title + " ");
  html("small", {}, caption, panel.unit);
  const holder = html("div", { class: "holder" }, figure);
  let width = 0;
  const draw = () => {
    const now = Math.round(holder.clientWidth);
    if (!now || now === width) return;
    width = now;
    holder.replaceChildren(drawnPanel(panel, phases, width, open));
  };
  draw();
  new ResizeObserver(draw).observe(holder);
  if (panel.series.length > 1) drawKey(panel, figure);
  if (panel.marks) html("p", { class: "marks" }, figure, panel.marks);
  drawTable(panel, figure);
}

function drawnPanel(panel, phases, width, open) {
  const size = { width, height: panel.group === "behaviours" ? 190 : 240, left: 46, right: 10, top: 20, bottom: 32 };
  const chart = svg("svg", { class: "chart", viewBox: `0 0 ${size.width} ${size.height}`, tabindex: "0", role: "img", "aria-label": spoken(panel) });
  const scale = scales(panel, phases, size);
  drawPhases(chart, phases, scale, size);
  drawAxes(chart, panel, scale, size);
  panel.series.forEach((series, index) => drawSeries(chart, panel, series, index, scale));
  makeReadable(chart, panel, scale, size, open);
  return chart;
}

function spoken(panel) {
  const ends = panel.series.map(({ name, points }) => {
    const [first, last] = [points[0], points[points.length - 1]];
    return `${name}: ${shownValue(panel, first[1])} at step ${first[0]}, ${shownValue(panel, last[1])} at step ${last[0]}`;
  });
  return `${panel.title} (${panel.unit}). ${ends.join("; ")}. Arrow keys read values.`;
}

/** All steps of the run, whether or not this panel has points there. */
function scales(panel, phases, size) {
  const points = panel.series.flatMap((series) => series.points);
  const steps = points.map((point) => point[0]);
  const values = points.flatMap(([, value, low, high]) => [value, low ?? value, high ?? value]);
  const extent = (list) => list.reduce(([low, high], one) => [Math.min(low, one), Math.max(high, one)], [Infinity, -Infinity]);
  let [first, last] = extent([...steps, ...phases.flatMap(([, start, end]) => [start, end])]);
  if (first === last) [first, last] = [first - 0.5, last + 0.5];
  const whole = panel.share && !panel.zoomed;
  let [low, high] = whole ? [0, 1] : extent(values);
  if (!whole) {
    if (low > 0 && low < high / 2) low = 0;
    if (low === high) [low, high] = [low - 0.5, high + 0.5];
  }
  const inner = size.height - size.top - size.bottom;
  const across = size.width - size.left - size.right - 8;
  return {
    first, last, low, high,
    x: (step) => size.left + 4 + (across * (step - first)) / (last - first),
    y: (value) => size.top + inner * (1 - (value - low) / (high - low)),
    steps: [...new Set(steps)].sort((a, b) => a - b),
  };
}

function drawPhases(chart, phases, scale, size) {
  phases.forEach(([name, first, last], index) => {
    const left = Math.max(size.left, index === 0 ? size.left : scale.x(first - 0.5));
    const right = Math.min(size.width - size.right, index === phases.length - 1 ? size.width - size.right : scale.x(last + 0.5));
    if (right <= left) return;
    const box = { x: left, y: size.top, width: right - left, height: size.height - size.top - size.bottom };
    if (index % 2 === 0) svg("rect", { class: "phase", ...box }, chart);
    const x = (left + right) / 2;
    if (name.length * 6.6 < right - left) svg("text", { x, y: size.top - 5, "text-anchor": "middle" }, chart, name);
    else svg("text", { x: x + 4, y: size.top + 4, "text-anchor": "end", transform: `rotate(-90 ${x + 4} ${size.top + 4})` }, chart, name);
  });
}

function drawAxes(chart, panel, scale, size) {
  for (const tick of ticks(scale.low, scale.high, 5)) {
    const y = scale.y(tick);
    svg("line", { class: "grid-line", x1: size.left, x2: size.width - size.right, y1: y, y2: y }, chart);
    const text = panel.share ? `${Math.round(100 * tick)} %` : String(Number(tick.toPrecision(6)));
    svg("text", { x: size.left - 5, y: y + 4, "text-anchor": "end" }, chart, text);
  }
  for (const tick of ticks(scale.first, scale.last, 6).filter(Number.isInteger)) {
    svg("text", { x: scale.x(tick), y: size.height - size.bottom + 14, "text-anchor": "middle" }, chart, tick);
  }
  svg("text", { x: size.width - size.right, y: size.height - 3, "text-anchor": "end" }, chart, "training step");
}

function drawSeries(chart, panel, series, index, scale) {
  const group = svg("g", { class: `s${series.colour % 8}` }, chart);
  const bars = panel.bars;
  // Bars side by side, not on top of each other.
  const shift = bars ? (index - (panel.series.length - 1) / 2) * 5 : 0;
  const places = series.points.map(([step, value]) => ({ x: scale.x(step) + shift, y: scale.y(value) }));
  const path = (list) => list.map(([x, y], i) => `${i ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
  // Averages where `panel.marks` says so, of values and of the ends of their intervals alike.
  const curve = series.drawn.map(([step, value, low, high]) => ({ x: scale.x(step) + shift, y: scale.y(value), low, high }));
  const ranged = curve.filter((place) => place.low !== null);
  if (panel.bands && ranged.length > 1) {
    const upper = ranged.map((place) => [place.x, scale.y(place.high)]);
    const lower = ranged.map((place) => [place.x, scale.y(place.low)]).reverse();
    svg("path", { class: "band", d: path([...upper, ...lower]) + "Z" }, group);
  }
  if (bars) for (const { x, low, high } of ranged) svg("line", { class: "whisker", x1: x, x2: x, y1: scale.y(low), y2: scale.y(high) }, group);
  svg("path", { class: "curve", d: path(curve.map(({ x, y }) => [x, y])), "stroke-dasharray": DASHES[index % 8] }, group);
  const dot = series.averaged ? { class: "dot faint", r: 1.8 } : { class: "dot", r: 3 };
  for (const { x, y } of places) svg("circle", { ...dot, cx: x, cy: y }, group);
}

function drawKey(panel, figure) {
  const key = html("div", { class: "key" }, figure);
  panel.series.forEach(({ name, colour }, index) => {
    const entry = html("span", { class: `s${colour % 8}` }, key);
    const line = svg("svg", { width: 28, height: 10, "aria-hidden": "true" }, entry);
    svg("line", { class: "curve", x1: 0, x2: 28, y1: 5, y2: 5, "stroke-width": 2, "stroke-dasharray": DASHES[index % 8] }, line);
    entry.append(name);
  });
}

/** The numbers as a table, made when somebody opens it. */
function drawTable(panel, figure) {
  const details = html("details", {}, figure);
  html("summary", {}, details, "numbers");
  details.addEventListener("toggle", () => {
    if (!details.open || details.children.length > 1) return;
    const table = html("table", {}, html("div", { tabindex: "0" }, details));
    const head = html("tr", {}, table);
    for (const words of ["step", "", "value", "95 % interval"]) html("th", { scope: "col" }, head, words);
    for (const { name, points } of panel.series) {
      for (const [step, value, low, high] of points) {
        const row = html("tr", {}, table);
        const ends = low === null ? "" : `${shownValue(panel, low)} – ${shownValue(panel, high)}`;
        for (const words of [step, name, shownValue(panel, value), ends]) html("td", {}, row, words);
      }
    }
  }, { passive: true });
}

/** A cross-hair that follows the pointer or the arrow keys, with the values beside it. */
function makeReadable(chart, panel, scale, size, open) {
  const cross = svg("line", { class: "cross", y1: size.top, y2: size.height - size.bottom, visibility: "hidden" }, chart);
  const tip = document.getElementById("tip");
  const values = panel.series.map(({ name, points }) => [name, new Map(points.map((point) => [point[0], point]))]);
  let at = -1;
  const show = (index) => {
    at = Math.max(0, Math.min(scale.steps.length - 1, index));
    const step = scale.steps[at];
    const x = scale.x(step);
    cross.setAttribute("x1", x);
    cross.setAttribute("x2", x);
    cross.setAttribute("visibility", "visible");
    const lines = values.filter(([, of]) => of.has(step)).map(([name, of]) => {
      const [, value, low, high] = of.get(step);
      return `${name}: ${shownValue(panel, value)}` + (low === null ? "" : ` (${shownValue(panel, low)} – ${shownValue(panel, high)})`);
    });
    tip.textContent = [`step ${step}`, ...lines].join("\n");
    tip.hidden = false;
    const box = chart.getBoundingClientRect();
    const left = box.left + (x / size.width) * box.width + 12;
    tip.style.left = `${Math.min(left, window.innerWidth - tip.offsetWidth - 8)}px`;
    tip.style.top = `${Math.max(4, box.top + 10)}px`;
  };
  const hide = () => {
    tip.hidden = true;
    cross.setAttribute("visibility", "hidden");
  };
  const near = (event) => {
    const box = chart.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * size.width;
    const far = scale.steps.map((step) => Math.abs(scale.x(step) - x));
    return far.indexOf(Math.min(...far));
  };
  const finger = (event) => event.pointerType === "touch";
  let tapped = -1; // where a finger was last: its first tap shows, its second there opens
  chart.addEventListener("pointermove", (event) => show(near(event)));
  chart.addEventListener("pointerleave", (event) => finger(event) || hide());
  chart.addEventListener("blur", () => { hide(); tapped = -1; });
  chart.addEventListener("click", (event) => {
    if (finger(event) && near(event) !== tapped) show((tapped = near(event)));
    else if (at >= 0) { hide(); open(scale.steps[at]); }
  });
  chart.addEventListener("keydown", (event) => {
    const move = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
    if (move !== undefined) show(at < 0 ? 0 : at + move);
    else if (event.key === "Enter" && at >= 0) open(scale.steps[at]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}
