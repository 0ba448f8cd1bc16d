/** Who speaks while muted is told so; who types is not. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { hear, silent } from "../../static/js/speaking.js";

/** How often it is said that somebody speaks. @param {number[]} samples */
function said(samples) {
  let ear = silent;
  let count = 0;
  for (const loudness of samples) {
    const next = hear(ear, loudness);
    ear = next.ear;
    count += Number(next.speaks);
  }
  return count;
}

/** @param {number} times @param {number[]} samples */
const again = (times, samples) => Array.from({ length: times }, () => samples).flat();

test("a voice is noticed within a second", () => {
  assert.equal(said(again(15, [0.7])), 1);
});

test("words have gaps", () => {
  assert.equal(said(again(4, [0.7, 0.7, 0.7, 0.2])), 1);
});

test("keys, cups and coughs are no voice", () => {
  assert.equal(said(again(100, [0.9, 0.1, 0.1, 0.1])), 0);
  assert.equal(said([...again(5, [0.9]), ...again(60, [0.1]), ...again(5, [0.9])]), 0);
});

test("a room that hums is no voice", () => {
  assert.equal(said(again(600, [0.4])), 0);
});

test("it is not said again and again", () => {
  assert.equal(said(again(300, [0.8])), 2);
});
