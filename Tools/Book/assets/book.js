// What every page does with scripts: the theme, the lists beside the text, the keyboard and the search.
'use strict';

(() => {
  const page = document.documentElement;
  const root = page.dataset.root || '';
  const stored = (name) => { try { return localStorage.getItem(`book.${name}`); } catch { return null; } };
  const store = (name, value) => { try { localStorage.setItem(`book.${name}`, value); } catch { /* a private window */ } };

  // Theme: as the system has it, light or dark.
  const themes = ['auto', 'light', 'dark'];
  const button = document.getElementById('theme');
  let theme = themes.includes(stored('theme')) ? stored('theme') : 'auto';
  const showTheme = () => {
    if (theme === 'auto') delete page.dataset.theme;
    else page.dataset.theme = theme;
    if (button) button.textContent = `Theme: ${theme}`;
  };
  showTheme();
  if (button) {
    button.addEventListener('click', () => {
      theme = themes[(themes.indexOf(theme) + 1) % themes.length];
      store('theme', theme);
      showTheme();
    });
  }

  // The lists are always seen on a wide screen, and closed at first on a narrow one.
  const wide = window.matchMedia('(min-width: 68rem)');
  const boxes = document.querySelectorAll('details.box');
  const fit = () => boxes.forEach((box) => { box.open = wide.matches; });
  fit();
  wide.addEventListener('change', fit);
  document.querySelectorAll('#sections a').forEach((link) => {
    link.addEventListener('click', () => { if (!wide.matches) fit(); });
  });
  const here = document.querySelector('#contents [aria-current]');
  const list = here && here.closest('details.box');
  if (list && wide.matches) list.scrollTop = here.offsetTop - list.clientHeight / 2;

  // The section that is being read.
  const links = new Map();
  document.querySelectorAll('#sections a').forEach((link) => links.set(decodeURIComponent(link.hash.slice(1)), link));
  const headings = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  if (headings.length && 'IntersectionObserver' in window) {
    let current = null;
    const mark = () => {
      let last = null;
      for (const heading of headings) {
        if (heading.getBoundingClientRect().top > 120) break;
        last = heading;
      }
      const link = last && links.get(last.id);
      if (link === current) return;
      if (current) current.removeAttribute('aria-current');
      if (link) link.setAttribute('aria-current', 'true');
      current = link;
    };
    let isWaiting = false;
    window.addEventListener('scroll', () => {
      if (isWaiting) return;
      isWaiting = true;
      requestAnimationFrame(() => { isWaiting = false; mark(); });
    }, { passive: true });
    mark();
  }

  // A link to something that is folded opens it.
  const unfold = () => {
    let name;
    try { name = decodeURIComponent(location.hash.slice(1)); } catch { return; }
    const target = name && document.getElementById(name);
    if (!target) return;
    let isFolded = false;
    for (let box = target.closest('details'); box; box = box.parentElement.closest('details')) {
      if (!box.open) { box.open = true; isFolded = true; }
    }
    if (isFolded) target.scrollIntoView();
  };
  unfold();
  window.addEventListener('hashchange', unfold);

  // Search. The index comes when it is first needed; a script, so that it also comes from the file system.
  const field = document.getElementById('search');
  const results = document.getElementById('results');
  if (!field || !results) return;
  let loading = null;
  const load = () => {
    loading = loading || new Promise((resolve) => {
      const script = document.createElement('script');
      script.src = `${root}assets/data-search.js`;
      script.onload = () => {
        window.book.search.forEach((entry) => {
          entry.words = entry.title.toLowerCase();
          entry.more = `${entry.place} ${entry.text}`.toLowerCase();
        });
        resolve(true);
      };
      script.onerror = () => resolve(false);
      document.head.append(script);
    });
    return loading;
  };

  const weights = { page: 6, section: 4, failure: 4, question: 3, exercise: 3, code: 1 };
  const isLetter = (sign) => sign !== undefined && /[\p{L}\p{N}]/u.test(sign);
  const score = (entry, words) => {
    let sum = weights[entry.kind] || 0;
    for (const word of words) {
      const at = entry.words.indexOf(word);
      if (at >= 0) {
        const isStart = !isLetter(entry.words[at - 1]);
        const isWhole = isStart && !isLetter(entry.words[at + word.length]);
        sum += isWhole ? 20 : isStart ? 14 : 5;
        if (at === 0) sum += 4;
      } else if (entry.more.includes(word)) sum += 2;
      else return 0;
    }
    return sum - entry.words.length / 200;
  };
  const found = (text) => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    return window.book.search
      .map((entry) => [score(entry, words), entry])
      .filter(([points]) => points > 0)
      .sort((a, b) => b[0] - a[0])
      .slice(0, 30)
      .map(([, entry]) => entry);
  };
  const show = (entries, text) => {
    results.textContent = '';
    results.hidden = !text.trim();
    if (results.hidden) return;
    if (!entries.length) {
      const words = document.createElement('p');
      words.textContent = `Nothing in the book is called “${text.trim()}”.`;
      results.append(words);
      return;
    }
    const items = document.createElement('ul');
    entries.forEach((entry) => {
      const link = document.createElement('a');
      link.href = root + entry.url;
      const place = document.createElement('small');
      place.textContent = [entry.kind, entry.place].filter(Boolean).join(', ');
      link.append(entry.title, document.createElement('br'), place);
      const item = document.createElement('li');
      item.append(link);
      items.append(item);
    });
    results.append(items);
  };
  const search = async () => {
    const isThere = await load();
    const text = field.value;
    if (isThere) show(found(text), text);
    else {
      results.hidden = false;
      results.textContent = 'The index assets/data-search.js is missing: build the book again.';
    }
  };
  field.addEventListener('input', search);
  field.addEventListener('focus', load, { once: true });
  field.form.addEventListener('submit', (event) => {
    event.preventDefault();
    const first = results.querySelector('a');
    if (first) first.click();
  });
  const close = () => { results.hidden = true; };
  document.addEventListener('click', (event) => {
    if (!results.contains(event.target) && event.target !== field) close();
  });
  results.addEventListener('click', (event) => { if (event.target.closest('a')) close(); });

  // Keyboard: / searches, arrows go through what was found, Escape closes it; [ and ] turn pages.
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isTyping = event.target.closest('input, textarea, select, [contenteditable]');
    if (event.key === 'Escape' && !results.hidden) {
      close();
      field.focus();
      return;
    }
    if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && !results.hidden
      && (event.target === field || results.contains(event.target))) {
      const stops = [field, ...results.querySelectorAll('a')];
      const next = stops.indexOf(event.target) + (event.key === 'ArrowDown' ? 1 : -1);
      if (stops[next]) stops[next].focus();
      event.preventDefault();
      return;
    }
    if (isTyping) return;
    if (event.key === '/') {
      event.preventDefault();
      field.focus();
      field.select();
    } else if (event.key === '[' || event.key === ']') {
      const link = document.querySelector(`a[rel="${event.key === '[' ? 'prev' : 'next'}"]`);
      if (link) link.click();
    }
  });
})();
