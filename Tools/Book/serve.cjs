// Shows a folder at a loopback address: `node serve.cjs FOLDER PORT`.
'use strict';

const fs = require('fs');
const http = require('http');
const path = require('path');

const root = fs.realpathSync(process.argv[2]);
const port = Number(process.argv[3]);
const types = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json', '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.png': 'image/png',
};

function file(address) {
  let name;
  try {
    name = path.join(root, decodeURIComponent(new URL(address, 'http://localhost').pathname));
  } catch {
    return null;
  }
  if (name !== root && !name.startsWith(root + path.sep)) return null;
  try {
    if (fs.statSync(name).isDirectory()) name = path.join(name, 'index.html');
    return fs.statSync(name).isFile() ? name : null;
  } catch {
    return null;
  }
}

const server = http.createServer((request, response) => {
  const name = file(request.url);
  if (!name) {
    response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' });
    response.end('There is no such page in the book.\n');
    return;
  }
  response.writeHead(200, { 'Content-Type': types[path.extname(name)] || 'application/octet-stream' });
  fs.createReadStream(name).pipe(response);
});

server.on('error', (error) => {
  const words = { EADDRINUSE: 'is in use: choose another with --port.', EACCES: 'needs rights that you do not have: choose one from 1024 on with --port.' };
  process.stderr.write(`Port ${port} ${words[error.code] || `cannot be opened: ${error.message}`}\n`);
  process.exit(69);
});
server.listen(port, '127.0.0.1', () => {
  process.stdout.write(`The book is at http://127.0.0.1:${server.address().port}/ until you press Control-C.\n`);
});
