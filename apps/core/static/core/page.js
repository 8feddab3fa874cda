"use strict";

// What the pages have in common: their elements, and what they say in the language in which they were served.
const shown = (id) => document.getElementById(id);
const WORDS = JSON.parse(shown("words").textContent);
const said = (name, values = {}) => WORDS[name].replace(/\{(\w+)\}/g, (_, value) => values[value]);

function element(tag, className, ...content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...content);
  return made;
}
