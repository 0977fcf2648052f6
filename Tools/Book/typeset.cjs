// Sets the formulas and colors the code of the book: `node typeset.cjs REQUEST ANSWER ASSETS`.
//
// REQUEST and ANSWER are files of JSON. KaTeX's style and fonts are copied to the folder ASSETS, so that the
// book needs nothing from elsewhere.
'use strict';

const fs = require('fs');
const path = require('path');

const { load, escaped, colored } = require('./node-packages.cjs');

const katex = load('katex');

function formula({ tex, isDisplay }, faults) {
  try {
    const html = katex.module.renderToString(tex, {
      displayMode: isDisplay, output: 'htmlAndMathml', throwOnError: true, strict: 'ignore',
    });
    // What a reader does not see: the namespace, which HTML knows, and the words of TeX.
    return html
      .replace(/ xmlns="http:\/\/www.w3.org\/1998\/Math\/MathML"/g, '')
      .replace(/<semantics>(.*)<annotation[^>]*>.*<\/annotation><\/semantics>/gs, '$1');
  } catch (error) {
    faults.push(`${tex}: ${error.message}`);
    return `<code>${escaped(tex)}</code>`;
  }
}

// Ends at each line what is colored and begins it anew, so that every line stands by itself.
function lines(html) {
  const open = [];
  return html.split('\n').map((line) => {
    const before = open.join('');
    for (const tag of line.match(/<span[^>]*>|<\/span>/g) || []) {
      if (tag === '</span>') open.pop();
      else open.push(tag);
    }
    return before + line + '</span>'.repeat(open.length);
  });
}

function code({ text, language, hasAnchors }) {
  const html = colored(text, language);
  if (!hasAnchors) return html;
  return lines(html).map((line, index) => `<span class="line" id="L${index + 1}">${line}\n</span>`).join('');
}

function copyStyle(assets) {
  const places = ['/usr/share/javascript/katex', katex.folder, path.join(katex.folder, 'dist')];
  const place = places.find((folder) => fs.existsSync(path.join(folder, 'katex.min.css')));
  if (!place) {
    process.stderr.write('The style katex.min.css of KaTeX is missing (Debian: libjs-katex and fonts-katex).\n');
    process.exit(69);
  }
  const fonts = path.join(assets, 'katex', 'fonts');
  fs.mkdirSync(fonts, { recursive: true });
  const css = fs.readFileSync(path.join(place, 'katex.min.css'), 'utf8');
  // One format is enough: every browser of today reads it.
  fs.writeFileSync(
    path.join(assets, 'katex', 'katex.css'),
    css.replace(/,\s*url\([^)]*\.(?:woff|ttf)\)\s*format\(['"](?:woff|truetype)['"]\)/g, ''));
  for (const name of fs.readdirSync(path.join(place, 'fonts'))) {
    if (name.endsWith('.woff2')) fs.copyFileSync(path.join(place, 'fonts', name), path.join(fonts, name));
  }
}

const [request, answer, assets] = process.argv.slice(2);
const wanted = JSON.parse(fs.readFileSync(request, 'utf8'));
const faults = [];
const result = {
  formulas: wanted.formulas.map((one) => formula(one, faults)),
  code: wanted.code.map(code),
  faults,
};
fs.writeFileSync(answer, JSON.stringify(result));
if (assets) copyStyle(assets);
