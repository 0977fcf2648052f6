// Pages of the API from what DocC has compiled: `node api.cjs REQUEST PAGES`, two files, where the request is
// {"modules": [{"name", "archive", "graphs", "group"}], "checkout": "/path"} and the answer
// {"pages": [{"path", "title", "abstract", "html", "sections": [{"id", "title", "level"}], "symbols": […]}],
// "files": […]}.
//
// DocC's own pages are a program that fetches data from a server. These are plain pages, one a type with all
// that is in it, which open from the file system and without scripts.
'use strict'
const fs = require('fs')
const path = require('path')

const { escaped: escape, colored } = require('./node-packages.cjs')

const request = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'))

// MARK: What DocC has written

/** All symbols of all modules by the name that the compiler gives them, and by DocC's own identifier. */
const byCompilerName = new Map()
const byIdentifier = new Map()

function filesBelow(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const file = path.join(folder, entry.name)
    return entry.isDirectory() ? filesBelow(file) : file.endsWith('.json') ? [file] : []
  })
}

for (const module of request.modules) {
  const places = new Map()
  for (const file of filesBelow(module.graphs)) {
    for (const symbol of JSON.parse(fs.readFileSync(file, 'utf8')).symbols) {
      const place = symbol.location
      if (place) places.set(symbol.identifier.precise, { uri: place.uri, line: place.position.line + 1 })
    }
  }
  module.symbols = []
  for (const file of filesBelow(path.join(module.archive, 'data/documentation'))) {
    const node = JSON.parse(fs.readFileSync(file, 'utf8'))
    node.module = module
    node.place = places.get(node.metadata.externalID)
    byIdentifier.set(node.identifier.url, node)
    if (node.metadata.symbolKind === 'module') module.root = node
    if (node.kind === 'symbol' && node.metadata.role === 'symbol') {
      module.symbols.push(node)
      byCompilerName.set(node.metadata.externalID, node)
    }
  }
}

const isType = node => ['struct', 'class', 'enum', 'protocol', 'actor'].includes(node.metadata.symbolKind)
const parentOf = node => byIdentifier.get(node.hierarchy.paths[0]?.at(-1))
/** A type of another module with what this one adds to it; what DocC makes of the other module itself is none. */
const isExtension = node => node.metadata.symbolKind === 'extension' && node.metadata.role === 'symbol'

/** The type or extended type at file scope that holds a symbol, or itself; nothing for functions of a module. */
function pageOwner(node) {
  let owner = null
  for (let next = node; next && next !== node.module.root; next = parentOf(next)) {
    if (isType(next) || isExtension(next)) owner = next
  }
  return owner
}

const slug = text => text.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-+|-+$/g, '') || 'operator'
const fileName = text => text.replace(/[^A-Za-z0-9.]+/g, '-')

/** The last part of a name such as `TrainingRecord.Step` or `Criterion.above(_:)`. */
const ownName = node => node.metadata.title.replace(/^(?:\w+\.)+(?=\w)/, '')

// Where each symbol is shown.
for (const module of request.modules) {
  const taken = new Map()
  // Names that the frame around every page has.
  const frame = new Set(['page', 'contents', 'sections', 'search', 'results', 'theme'])
  // In order of their identifiers, so that a page is the same whenever it is made.
  module.symbols.sort((a, b) => (a.identifier.url < b.identifier.url ? -1 : 1))
  for (const node of module.symbols) {
    // What the compiler synthesizes stands nowhere in the sources and says nothing.
    if (!node.place && /^Inherited from /.test(node.abstract?.[0]?.text)) continue
    const owner = pageOwner(node)
    node.page = owner ? `api/${module.name}/${fileName(owner.metadata.title)}.html` : `api/${module.name}.html`
    // DocC gives types within types and cases the names around them, other members only their own.
    const isNamedInFull = isType(node) || isExtension(node)
      || ['case', 'typealias', 'associatedtype'].includes(node.metadata.symbolKind)
    node.names = [isNamedInFull ? ownName(node) : node.metadata.title]
    for (let next = parentOf(node); next && next !== module.root; next = parentOf(next)) {
      if (isType(next) || isExtension(next)) node.names.unshift(next.metadata.title.split('.').at(-1))
    }
    const name = slug(node === owner ? 'type' : node.names.slice(owner ? 1 : 0).join('-'))
    const base = frame.has(name) ? `symbol-${name}` : name
    const key = `${node.page}#${base}`.toLowerCase()
    const count = (taken.get(key) ?? 0) + 1
    taken.set(key, count)
    node.anchor = count === 1 ? base : `${base}-${count}`
  }
}

// MARK: Text

const relative = (from, to) => path.posix.relative(path.posix.dirname(from), to)
const urlOf = (node, page) =>
  (node.page === page ? '' : relative(page, node.page)) + (node.anchor === 'type' ? '' : '#' + node.anchor)

function link(node, page, html) {
  const url = urlOf(node, page)
  return url ? `<a href="${escape(url)}">${html}</a>` : html
}

function inline(content, context) {
  return (content ?? []).map(item => {
    switch (item.type) {
      case 'text': return escape(item.text)
      case 'codeVoice': return `<code>${escape(item.code)}</code>`
      case 'emphasis': return `<em>${inline(item.inlineContent, context)}</em>`
      case 'strong': return `<strong>${inline(item.inlineContent, context)}</strong>`
      case 'reference': {
        const target = byIdentifier.get(item.identifier)
        if (target?.page) return link(target, context.page, `<code>${escape(target.metadata.title)}</code>`)
        if (target?.metadata.symbolKind === 'module') {
          return `<a href="${relative(context.page, `api/${target.module.name}.html`)}">${target.module.name}</a>`
        }
        const reference = context.node.references?.[item.identifier]
        if (/^https?:/.test(reference?.url ?? '')) {
          return `<a href="${escape(reference.url)}">${escape(reference.title ?? reference.url)}</a>`
        }
        return `<code>${escape(reference?.title ?? item.identifier.split('/').at(-1))}</code>`
      }
      default: throw new Error(`api.cjs: inline content of an unknown kind: ${item.type}`)
    }
  }).join('').replace(/(?<!["=>])\bhttps?:\/\/(?:[^\s<>()“”,]|\([^\s<>()“”,]*\))*[^\s<>()“”,.;:]/g, url => `<a href="${url}">${url}</a>`)
}

/** Where a long name may be broken: behind a colon or a bracket, and before a capital letter. */
const breakable = name => escape(name).replace(/([:(.])(?=[^)])|([a-z])(?=[A-Z])/g, '$1$2<wbr>')

/** DocC's headings begin every word with a capital; the book does not. */
const sentenceCase = text => /^(?:[A-Z][a-z]+ )+[A-Z][a-z]+$/.test(text)
  ? text[0] + text.slice(1).toLowerCase() : text

/** A cell's only paragraph is no paragraph. */
const cellText = html => /^<p>(?:(?!<p>).)*<\/p>$/s.test(html) ? html.slice(3, -4) : html

/** The number of an equation is set to the right for a page of 100 characters, more than are seen here. */
const withNearNumber = line => line.replace(/ {4,}(?=\(equations? [\d., and]+\)$)/, '   ')

const code = (lines, language) => `<pre tabindex="0"><code>${colored(lines.join('\n'), language)}</code></pre>`

// Headings that say what everybody sees.
const impliedHeadings = new Set(['Overview', 'Discussion'])

function block(content, context) {
  return (content ?? []).map(item => {
    switch (item.type) {
      case 'paragraph': return `<p>${inline(item.inlineContent, context)}</p>`
      case 'heading': {
        if (impliedHeadings.has(item.text)) return ''
        return `<p class="label">${escape(item.text === 'Return Value' ? 'Returns' : item.text)}</p>`
      }
      case 'codeListing': return code(item.code.map(withNearNumber), item.syntax)
      case 'aside':
        return `<div class="remark"><p class="label">${escape(item.name ?? item.style)}</p>${block(item.content, context)}</div>`
      case 'unorderedList': case 'orderedList': {
        const tag = item.type === 'orderedList' ? 'ol' : 'ul'
        return `<${tag}>${item.items.map(entry => `<li>${block(entry.content, context)}</li>`).join('')}</${tag}>`
      }
      case 'table': {
        const rows = item.rows.map((row, index) => {
          const tag = index === 0 && item.header === 'row' ? 'th scope="col"' : 'td'
          return `<tr>${row.map(cell => `<${tag}>${cellText(block(cell, context))}</${tag.slice(0, 2)}>`).join('')}</tr>`
        })
        return `<div class="table" tabindex="0"><table>${rows.join('')}</table></div>`
      }
      default: throw new Error(`api.cjs: content of an unknown kind: ${item.type}`)
    }
  }).join('')
}

const tokenClasses = {
  keyword: 'hljs-keyword', attribute: 'hljs-keyword', identifier: 'hljs-title', typeIdentifier: 'hljs-type',
  genericParameter: 'hljs-type', number: 'hljs-number', string: 'hljs-string', externalParam: 'hljs-params',
}

/** The tokens with every parameter in a line of its own where one line of 84 characters does not hold all. */
function brokenLines(tokens) {
  if (tokens.map(token => token.text).join('').length <= 84) return tokens
  let depth = 0, isOpen = false, isDone = false
  return tokens.map(token => {
    if (isDone || token.kind !== 'text') return token
    let text = ''
    for (const sign of token.text.replace(/->/g, '\u0000')) {
      if (isDone) { text += sign; continue }
      if (depth === 1 && isOpen && sign === ')') { text += '\n)'; isDone = true; continue }
      if (isOpen && depth === 1 && sign === ' ' && text.endsWith('\n  ')) continue
      if ('([{<'.includes(sign)) depth += 1
      if (')]}>'.includes(sign)) depth -= 1
      text += sign
      if (sign === '(' && depth === 1 && !isOpen) { isOpen = true; text += '\n  ' }
      if (sign === ',' && depth === 1 && isOpen) text += '\n  '
    }
    return { ...token, text: text.replaceAll('\u0000', '->') }
  })
}

function declaration(node, context) {
  const section = node.primaryContentSections?.find(section => section.kind === 'declarations')
  if (!section) return ''
  return section.declarations.map(one => {
    const html = brokenLines(one.tokens).map(token => {
      const text = tokenClasses[token.kind]
        ? `<span class="${tokenClasses[token.kind]}">${escape(token.text)}</span>` : escape(token.text)
      const target = token.preciseIdentifier && byCompilerName.get(token.preciseIdentifier)
      return target?.page && target !== node ? link(target, context.page, text) : text
    }).join('').replaceAll('-&gt;', '<span class="arrow">-&gt;</span>')
    return `<pre class="declaration" tabindex="0"><code>${html}</code></pre>`
  }).join('')
}

// MARK: Symbols

/** The sources that pages lead to, from the root of the checkout. */
const files = new Set()

/** Where the declaration stands in the sources, which have pages of the book. */
function place(node, page) {
  if (!node.place) return ''
  const file = decodeURIComponent(node.place.uri.replace(/^file:\/\//, ''))
  const name = path.relative(request.checkout, file)
  if (name.startsWith('..')) return ''
  files.add(name)
  const url = `${relative(page, `sources/${name}.html`)}#L${node.place.line}`
  return `<p class="place"><a href="${escape(url)}">${escape(name.split('/').at(-1))}, line ${node.place.line}</a></p>`
}

function description(node, page) {
  const context = { node, page }
  const sections = node.primaryContentSections ?? []
  const parameters = sections.find(section => section.kind === 'parameters')
  const content = sections.filter(section => section.kind === 'content')
  return declaration(node, context)
    + (node.abstract?.length ? `<p class="abstract">${inline(node.abstract, context)}</p>` : '')
    + (parameters
      ? `<p class="label">Parameters</p><dl class="parameters">${parameters.parameters.map(parameter =>
        `<dt><code>${escape(parameter.name)}</code></dt><dd>${block(parameter.content, context)}</dd>`).join('')}</dl>` : '')
    + content.map(section => block(section.content, context)).join('')
    + place(node, page)
}

/** The members of a type or module by topic, types aside. */
function topics(node) {
  return (node.topicSections ?? []).map(section => ({
    title: section.title,
    members: section.identifiers.map(identifier => byIdentifier.get(identifier)).filter(Boolean),
  }))
}

/** The members of a module by topic; DocC's list of the modules that it extends becomes one of their types. */
function moduleTopics(root) {
  return topics(root).map(topic => {
    if (!topic.members.some(node => node.metadata.role === 'collection' && node.metadata.symbolKind === 'extension')) return topic
    const types = topic.members.flatMap(module => topics(module).flatMap(group => group.members))
    return { title: 'Additions to types of other modules', members: types }
  })
}

function conformances(node, page) {
  return (node.relationshipsSections ?? []).map(section => {
    const names = section.identifiers.map(identifier => {
      const target = byIdentifier.get(identifier)
        ?? byCompilerName.get('s:' + identifier.split('/').at(-1).replace(/^s:?/, ''))
      const title = (target?.metadata.title ?? node.references?.[identifier]?.title)?.replace(/^Swift\./, '')
      if (!title || ['Copyable', 'Escapable', 'SendableMetatype'].includes(title.split('.').at(-1))) return null
      return target?.page ? link(target, page, `<code>${escape(title)}</code>`) : `<code>${escape(title)}</code>`
    }).filter(Boolean)
    return names.length
      ? `<p class="conformances"><span class="label">${escape(sentenceCase(section.title))}</span> ${names.join(', ')}</p>` : ''
  }).join('')
}

const plain = content => (content ?? []).map(item => item.text ?? item.code ?? plain(item.inlineContent)).join('')

function member(node, page, level) {
  return `<section class="symbol" id="${node.anchor}"><h${level}><code>${breakable(node.names.at(-1))}</code></h${level}>`
    + description(node, page) + '</section>'
}

const kinds = { struct: 'structure', class: 'class', enum: 'enumeration', protocol: 'protocol', actor: 'actor', extension: 'additions to a type' }

/** A type with its members, and then the types within it. */
function typeSections(node, page, sections, isNested) {
  let html = '', nested = []
  if (isNested) {
    const title = node.names.join('.')
    sections.push({ id: node.anchor, title, level: 2 })
    html += `<section class="symbol type" id="${node.anchor}"><h2><code>${breakable(title)}</code></h2>`
  }
  html += description(node, page) + conformances(node, page)
  for (const topic of topics(node)) {
    const members = topic.members.filter(entry => entry.page === page && !isType(entry) && !isExtension(entry))
    nested.push(...topic.members.filter(entry => entry.page === page && (isType(entry) || isExtension(entry))))
    if (!members.length) continue
    // DocC sorts by name; the order of cases means something.
    if (members.every(entry => entry.metadata.symbolKind === 'case' && entry.place)) {
      members.sort((a, b) => a.place.line - b.place.line)
    }
    if (!isNested) {
      const id = 'topic-' + slug(topic.title)
      sections.push({ id, title: sentenceCase(topic.title), level: 2 })
      html += `<h2 id="${id}">${escape(sentenceCase(topic.title))}</h2>`
      // Functions with one name, such as operators, stand in the list once.
      const listed = new Set()
      for (const entry of members) {
        const title = entry.names.at(-1)
        if (!listed.has(title)) sections.push({ id: entry.anchor, title, level: 3 })
        listed.add(title)
      }
    }
    html += members.map(entry => member(entry, page, 3)).join('')
  }
  if (isNested) html += '</section>'
  return html + nested.map(entry => typeSections(entry, page, sections, true)).join('')
}

/** What a list says of a type: its sentence, or the first things that are added to a type of another module. */
function gloss(node, page) {
  if (node.abstract?.length || !isExtension(node)) return inline(node.abstract, { node, page })
  const added = topics(node).flatMap(topic => topic.members).filter(member => member.page)
  const names = added.slice(0, 5).map(member => link(member, page, `<code>${escape(ownName(member))}</code>`))
  return names.join(', ') + (added.length > 5 ? ` and ${added.length - 5} more` : '')
}

const entry = (node, page) => {
  const text = gloss(node, page)
  return `<li>${link(node, page, `<code>${escape(node.metadata.title)}</code>`)}`
    + (text ? `<span class="gloss">${text}</span>` : '') + '</li>'
}

const pages = []
for (const module of request.modules) {
  const home = `api/${module.name}.html`
  const context = { node: module.root, page: home }
  const sections = []
  let html = `<p class="kind">Module of <a href="index.html">the course</a></p><h1>${module.name}</h1>`
    + (module.root.abstract?.length ? `<p class="abstract">${inline(module.root.abstract, context)}</p>` : '')
    + (module.root.primaryContentSections ?? []).filter(section => section.kind === 'content')
      .map(section => block(section.content, context)).join('')
  for (const topic of moduleTopics(module.root)) {
    const types = topic.members.filter(node => node.page && node.page !== home)
    const functions = topic.members.filter(node => node.page === home)
    if (!types.length && !functions.length) continue
    const id = 'topic-' + slug(topic.title)
    sections.push({ id, title: sentenceCase(topic.title), level: 2 })
    html += `<h2 id="${id}">${escape(sentenceCase(topic.title))}</h2>`
      + (types.length ? `<ul class="symbols">${types.map(node => entry(node, home)).join('')}</ul>` : '')
      + functions.map(node => member(node, home, 3)).join('')
    const listed = new Set()
    for (const { anchor, names: [title] } of functions) {
      if (!listed.has(title)) sections.push({ id: anchor, title, level: 3 })
      listed.add(title)
    }
  }
  pages.push({
    path: home, title: module.name, abstract: plain(module.root.abstract), html, sections, module: module.name,
    symbols: module.symbols.filter(node => node.page === home)
      .map(node => ({ name: node.metadata.title, anchor: node.anchor, abstract: plain(node.abstract) })),
  })
  for (const node of module.symbols.filter(node => (isType(node) || isExtension(node)) && pageOwner(node) === node)) {
    const sections = []
    const title = isExtension(node) ? `extension ${node.metadata.title}` : node.metadata.title
    const kind = kinds[node.metadata.symbolKind] ?? 'type'
    const html = `<p class="kind">${kind[0].toUpperCase() + kind.slice(1)} ${isExtension(node) ? 'by' : 'of'} <a href="../${module.name}.html">${module.name}</a></p>`
      + `<h1><code>${breakable(title)}</code></h1>` + typeSections(node, node.page, sections, false)
    pages.push({
      path: node.page, title: isExtension(node) ? `${title} in ${module.name}` : title, abstract: plain(node.abstract), html, sections, module: module.name,
      symbols: module.symbols.filter(other => other.page === node.page && other !== node && other.metadata.symbolKind !== 'case')
        .map(other => ({ name: other.names.join('.'), anchor: other.anchor, abstract: plain(other.abstract) })),
    })
  }
}

const groups = [...new Set(request.modules.map(module => module.group))]
const index = 'api/index.html'
pages.unshift({
  path: index, title: 'API', abstract: 'Every public type and function of the course’s modules.', module: null, symbols: [],
  sections: groups.map(group => ({ id: slug(group), title: group, level: 2 })),
  html: '<h1>API</h1><p class="abstract">Every public type and function of the course’s modules, from the comments in the sources.</p>'
    + groups.map(group => `<h2 id="${slug(group)}">${escape(group)}</h2><ul class="symbols">`
      + request.modules.filter(module => module.group === group).map(module =>
        `<li><a href="${module.name}.html"><code>${module.name}</code></a>` + (module.root.abstract?.length
          ? `<span class="gloss">${inline(module.root.abstract, { node: module.root, page: index })}</span>` : '') + '</li>').join('')
      + '</ul>').join(''),
})
fs.writeFileSync(process.argv[3], JSON.stringify({ pages, files: [...files].sort() }))
