// The symptom index as a few questions: what is seen, the experiment that goes with it, the cause, the fix.
// It reads the tables of the page, which are there for readers without scripts, so that it has no data of its own.
"use strict";

(function () {
  // The first question: where it is seen. A symptom belongs to the first group whose pattern it fits.
  const groups = [
    {
      name: "In the training loss alone",
      pattern: /^(flat from|starts far|falls, then|oscillates|nan|one spike)/i,
    },
    { name: "Where training and validation are compared", pattern: /^(training|too good)/i },
    { name: "When the batch size changes, after a resume, from run to run", pattern: /^(changes with|differs)/i },
  ];
  const others = "Somewhere else";

  // The table: one entry for each symptom, with its causes.
  function symptoms(table) {
    const found = [];
    for (const row of table.querySelectorAll("tbody tr")) {
      const [seen, cause, fix, shown] = row.cells;
      if (!shown) continue;
      const name = seen.querySelector("strong");
      if (name) {
        const rest = seen.cloneNode(true);
        rest.querySelector("strong").remove();
        found.push({
          name: name.innerHTML, plain: name.textContent.trim(),
          experiment: rest.innerHTML.replace(/^\s*:\s*/, ""), causes: [],
        });
      }
      const last = found[found.length - 1];
      if (last) last.causes.push({ name: cause.innerHTML, fix: fix.innerHTML, shown });
    }
    return found;
  }

  // What the other table says of look-alikes: rows whose first cell names one of the failures.
  function confusions(tables, ids) {
    const rows = tables.flatMap((table) => [...table.querySelectorAll("tbody tr")]);
    return rows.filter((row) => {
      const link = row.cells.length === 3 && row.cells[0].querySelector("a");
      return link && ids.includes(link.textContent.trim());
    }).map((row) => ({ self: row.cells[0].innerHTML, other: row.cells[1].innerHTML, test: row.cells[2].innerHTML }));
  }

  const root = document.getElementById("tree");
  const tables = [...document.querySelectorAll("main table")].filter((table) => !root || !root.contains(table));
  const table = tables.find((candidate) => /you see/i.test(candidate.rows[0]?.cells[0]?.textContent ?? ""));
  if (!root || !table) return;
  const all = symptoms(table);
  const named = groups.map((group) => ({ name: group.name, symptoms: all.filter((s) => group.pattern.test(s.plain)) }));
  const rest = all.filter((s) => !groups.some((group) => group.pattern.test(s.plain)));
  const places = [...named, { name: others, symptoms: rest }].filter((place) => place.symptoms.length);
  const failures = (window.book || {}).failures || {};

  // The choices so far: a place, a symptom, a cause, each by its position.
  let path = [];

  // Words for a button, which may hold no link.
  function label(html) {
    const box = element("span", "", html);
    for (const link of box.querySelectorAll("a")) link.replaceWith(...link.childNodes);
    return box.innerHTML;
  }

  function element(tag, className, html) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (html !== undefined) made.innerHTML = html;
    return made;
  }

  function question(title, options, lead) {
    const list = element("ol", "choices");
    options.forEach((html, index) => {
      const item = element("li");
      const button = element("button", "", label(html));
      button.type = "button";
      button.addEventListener("click", () => go([...path, index]));
      item.append(button);
      list.append(item);
    });
    const heading = element("h2", "", title);
    return lead ? [heading, element("p", "experiment", lead), list] : [heading, list];
  }

  function leaf(symptom, cause) {
    const links = [...cause.shown.querySelectorAll("a")];
    const list = element("ul", "shown");
    for (const link of links) {
      const id = link.textContent.trim();
      const item = element("li");
      const failure = failures[id];
      const shown = item.appendChild(link.cloneNode(true));
      if (failure) {
        // Its own page says more than the lesson's line.
        shown.href = failure.url;
        item.append(element("span", "", `: ${failure.title}. <em>Fix:</em> ${failure.fix}`));
      }
      list.append(item);
    }
    const parts = [
      element("h2", "", `Probably: ${cause.name}`),
      element("p", "fix", `<strong>Fix:</strong> ${cause.fix}.`),
      element("p", "", "Failures of the course with this cause, made on purpose, measured and cured:"), list,
    ];
    const alike = confusions(tables, links.map((link) => link.textContent.trim()));
    if (alike.length) {
      parts.push(element("p", "", "In the record it can look the same as another. Told apart by:"));
      const told = element("ul", "alike");
      for (const row of alike) told.append(element("li", "", `${row.self} or ${row.other}: ${row.test}`));
      parts.push(told);
    }
    return parts;
  }

  function trail() {
    const labels = ["Start"];
    if (path.length > 0) labels.push(places[path[0]].name);
    if (path.length > 1) labels.push(places[path[0]].symptoms[path[1]].name);
    const list = element("ol", "trail");
    list.append(element("li", "", "Back to"));
    labels.slice(0, path.length).forEach((name, depth) => {
      const item = element("li");
      const button = element("button", "", label(name));
      button.type = "button";
      button.addEventListener("click", () => go(path.slice(0, depth)));
      item.append(button);
      list.append(item);
    });
    return list;
  }

  function content() {
    if (path.length === 0) return question("Where do you see it?", places.map((place) => text(place.name)));
    const place = places[path[0]];
    if (path.length === 1) return question("What do you see?", place.symptoms.map((symptom) => symptom.name));
    const symptom = place.symptoms[path[1]];
    if (path.length === 2) {
      return question(
        "What does the experiment point to?", symptom.causes.map((cause) => `${cause.name} <span>→ ${cause.fix}</span>`),
        `<strong>First:</strong> ${symptom.experiment}.`);
    }
    return leaf(symptom, symptom.causes[path[2]]);
  }

  function text(string) {
    return string.replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c]);
  }

  function go(next, isFirst) {
    path = next;
    root.replaceChildren(...content(), ...(path.length ? [trail()] : []));
    const heading = root.querySelector("h2");
    heading.tabIndex = -1;
    if (!isFirst) {
      heading.focus({ preventScroll: true });
      root.scrollIntoView({ block: "nearest" });
    }
  }

  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const buttons = root.querySelectorAll(".choices button");
    const index = Number(event.key) - 1;
    if (event.key === "Backspace" && path.length) {
      go(path.slice(0, -1));
    } else if (index >= 0 && index < buttons.length) {
      buttons[index].click();
    } else {
      return;
    }
    event.preventDefault();
  });

  root.setAttribute("role", "group");
  root.setAttribute("aria-label", "From a symptom to its fix");
  go([], true);
})();
