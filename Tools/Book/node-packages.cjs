// Packages of Node that the programs of the book share, and what they do with text.
'use strict';

const path = require('path');

// Debian keeps the packages of Node here; npm's own places are searched by `require` itself.
const debian = '/usr/share/nodejs';

function load(name) {
  for (const place of [name, path.join(debian, name)]) {
    try {
      return { module: require(place), folder: path.dirname(require.resolve(place)) };
    } catch (error) {
      if (error.code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  process.stderr.write(`The package ${name} of Node is missing (Debian: katex and node-highlight.js).\n`);
  process.exit(69);
}

// Version 9 of highlight.js, which Debian 12 has, says on loading that it is old; what it does is enough here.
console.log = console.warn = console.error = () => {};
const highlighter = load('highlight.js').module;
const languages = { swift: 'swift', python: 'python', sh: 'bash', bash: 'bash', json: 'json', js: 'javascript' };

function escaped(text) {
  return String(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

/** Code with its colors; of an unknown language as it is. */
function colored(text, language) {
  const name = languages[language];
  if (!name) return escaped(text);
  // In version 9 the language comes first.
  return highlighter.versionString
    ? highlighter.highlight(text, { language: name, ignoreIllegals: true }).value
    : highlighter.highlight(name, text, true).value;
}

module.exports = { load, escaped, colored };
