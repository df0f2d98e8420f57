"use strict";
// What needs no page: unpacking, filtering, cutting a text where marks begin and end.

/** Base64 of gzip of JSON → the value. */
async function unpack(base64) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

/** A long list in blocks that are unpacked when asked for; `read(number)` gives the base64 of one. */
class Blocks {
  /** At most `most` blocks are held, those that were asked for last. */
  constructor(read, size, most) {
    this.read = read;
    this.size = size;
    this.most = most;
    this.held = new Map();
  }

  /** A promise of the items of a block. */
  block(number) {
    const found = this.held.get(number) ?? unpack(this.read(number));
    this.held.delete(number);
    this.held.set(number, found);
    if (this.held.size > this.most) this.held.delete(this.held.keys().next().value);
    return found;
  }

  async item(number) {
    return (await this.block(Math.floor(number / this.size)))[number % this.size];
  }
}

/** Lists of small numbers → bit sets. */
const bits = (lists) => Int32Array.from(lists, (list) => list.reduce((all, bit) => all | (1 << bit), 0));

/** What a verdict is called: "right", "none" where nobody judged, else its own name. */
const resultOf = (verdict) => (verdict === "correct" ? "right" : verdict ?? "none");

/**
 * The responses that a filter lets through, as numbers in order. `data` has columns (arrays of equal length), `shown`
 * (bit sets) and `place` (a number each); `wanted` holds only what is asked for.
 */
function filtered(data, wanted) {
  const { step, phase, verdict, size, true: right, false: wrong, follows, puzzle } = data.columns;
  const claims = {
    false: (i) => wrong[i] > 0,
    true: (i) => right[i] > 0 && wrong[i] === 0,
    none: (i) => right[i] + wrong[i] === 0,
    loose: (i) => follows[i] === false,
  };
  const tests = [];
  const ask = (key, test) => {
    if (wanted[key] !== undefined && wanted[key] !== "") tests.push((i) => test(i, wanted[key]));
  };
  ask("place", (i, place) => data.place[i] === Number(place));
  ask("phase", (i, name) => phase[i] === name);
  ask("from", (i, first) => step[i] !== null && step[i] >= Number(first));
  ask("to", (i, last) => step[i] !== null && step[i] <= Number(last));
  ask("size", (i, words) => size[i] === words);
  ask("puzzle", (i, number) => puzzle[i] === Number(number));
  ask("claims", (i, kind) => claims[kind](i));
  ask("shown", (i, set) => (data.shown[i] & set) === set);
  ask("verdict", (i, name) => (name === "not-right" ? resultOf(verdict[i]) !== "right" && verdict[i] !== null : resultOf(verdict[i]) === name));
  const kept = [];
  for (let i = 0; i < step.length; i++) if (tests.every((test) => test(i))) kept.push(i);
  return kept;
}

/** Numbers of responses in the order that is asked for; equal ones stay as recorded. */
function sorted(data, numbers, order) {
  const keys = { short: [data.columns.tokens, 1], long: [data.columns.tokens, -1], low: [data.columns.reward, 1], high: [data.columns.reward, -1] };
  if (!(order in keys)) return numbers;
  const [column, sign] = keys[order];
  return [...numbers].sort((a, b) => sign * ((column[a] ?? 0) - (column[b] ?? 0)) || a - b);
}

/** A search that ignores case; null for an empty one. */
const needle = (words) => (words ? new RegExp(words.replace(/[.*+?^$${}()|[\]\\]/g, "\\$&"), "giu") : null);

/**
 * Cuts `length` characters into pieces `{start, end, marks}` at every place where one of `marks` (`[start, end, …]`)
 * begins or ends; `marks` of a piece are the indices of those that cover it.
 */
function pieces(length, marks) {
  const edges = new Map([[0, [[], []]], [length, [[], []]]]);
  const at = (place) => {
    if (!edges.has(place)) edges.set(place, [[], []]);
    return edges.get(place);
  };
  marks.forEach(([start, end], index) => {
    if (start >= end) return;
    at(start)[0].push(index);
    at(end)[1].push(index);
  });
  const places = [...edges.keys()].sort((a, b) => a - b);
  const open = new Set();
  const found = [];
  places.forEach((place, number) => {
    edges.get(place)[1].forEach((index) => open.delete(index));
    edges.get(place)[0].forEach((index) => open.add(index));
    if (number + 1 < places.length) found.push({ start: place, end: places[number + 1], marks: [...open] });
  });
  return found;
}
