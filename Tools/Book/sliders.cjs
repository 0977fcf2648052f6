// Writes the figures with sliders: `node sliders.cjs SWEEPS ASSETS`.
//
// SWEEPS is a file with what `learn sweeps --json` prints. ASSETS gets a still picture of each figure, for readers
// without scripts, and for each lesson a file of data, drawn by the same code in the page.
'use strict';

const fs = require('fs');
const path = require('path');
const { still } = require('./assets/sliders.js');

const [sweepsFile, assets] = process.argv.slice(2);
const sweeps = JSON.parse(fs.readFileSync(sweepsFile, 'utf8'));
const pictures = path.join(assets, 'sliders');
fs.mkdirSync(pictures, { recursive: true });

const lessons = new Map();
for (const sweep of sweeps) {
  fs.writeFileSync(path.join(pictures, `${sweep.id}.svg`), still(sweep));
  const lesson = sweep.id.slice(0, 2);
  lessons.set(lesson, [...(lessons.get(lesson) || []), sweep]);
}
for (const [lesson, figures] of lessons) {
  // A script and no JSON, so that a page can read it from the file system.
  fs.writeFileSync(
    path.join(assets, `data-sliders-${lesson}.js`),
    `window.book = window.book || {};\nwindow.book.sliders = ${JSON.stringify(figures)};\n`);
}
