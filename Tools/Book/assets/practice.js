// Practice with the interview questions: the answer when it is asked for, statements to choose from with their
// refutations, and what you knew, which is kept in this browser. `session.js` adds sessions and keys.
"use strict";

(function () {
  const articles = [...document.querySelectorAll("article.question[data-id]")];
  if (!articles.length) return;
  const data = (window.book = window.book || {});

  // What is kept ---------------------------------------------------------------------------------

  const store = {
    memory: {},
    get(key) {
      try {
        return JSON.parse(localStorage.getItem(key)) ?? this.memory[key];
      } catch {
        return this.memory[key];
      }
    },
    set(key, value) {
      this.memory[key] = value;
      try {
        if (value === undefined) localStorage.removeItem(key);
        else localStorage.setItem(key, JSON.stringify(value));
      } catch {
        // Without storage the page itself remembers.
      }
    },
  };
  const progressKey = "networks-that-run.practice";
  // By question: what came of it, `known` or `again`, and when, in days.
  const progress = () => store.get(progressKey) || {};
  const today = () => Math.floor(Date.now() / 86400000);

  function keep(id, state) {
    store.set(progressKey, { ...progress(), [id]: { state, day: today() } });
    showState(id);
    showCounts();
  }

  // Questions of this page, and of all -----------------------------------------------------------

  const here = articles.map((article) => ({
    id: article.dataset.id, minutes: Number(article.dataset.minutes) || 3, url: null,
  }));
  // Where no list of all questions was loaded, a session stays on this page.
  const all = Array.isArray(data.questions) && data.questions.length ? data.questions : here;

  function make(tag, properties = {}, ...children) {
    const { dataset, ...rest } = properties;
    const made = Object.assign(document.createElement(tag), rest);
    Object.assign(made.dataset, dataset);
    made.append(...children);
    return made;
  }

  function button(label, action) {
    const made = make("button", { type: "button", textContent: label });
    made.addEventListener("click", action);
    return made;
  }

  // One question ---------------------------------------------------------------------------------

  const find = (id) => articles.find((article) => article.dataset.id === id);
  const words = { known: "✓ known", again: "↻ once more" };

  function showState(id) {
    const article = find(id);
    if (!article) return;
    const kept = progress()[id];
    article.dataset.state = kept ? kept.state : "";
    article.querySelector(".mark").textContent = kept ? words[kept.state] : "";
  }

  function options(article) {
    try {
      return JSON.parse(article.querySelector("script.choices").textContent).options;
    } catch {
      return [];
    }
  }

  function shuffled(list) {
    const mixed = [...list];
    for (let last = mixed.length - 1; last > 0; last--) {
      const other = Math.floor(Math.random() * (last + 1));
      [mixed[last], mixed[other]] = [mixed[other], mixed[last]];
    }
    return mixed;
  }

  function showOptions(article) {
    const box = article.querySelector(".play");
    const before = box.querySelector("ol.options");
    if (before) before.remove();
    const verdict = box.querySelector(".verdict");
    verdict.replaceChildren();
    const list = make("ol", { className: "options" });
    shuffled(options(article)).forEach((option, index) => {
      const choice = button("", () => judge(article, list, item, option));
      choice.append(
        make("span", { className: "letter", textContent: "abcde"[index] || "·" }),
        make("span", { innerHTML: option.text }));
      const item = make("li", { dataset: { right: option.isRight ? "yes" : "no" } }, choice);
      list.append(item);
    });
    verdict.before(list);
    list.querySelector("button").focus();
  }

  function judge(article, list, item, option) {
    for (const choice of list.querySelectorAll("button")) choice.disabled = true;
    item.classList.add(option.isRight ? "right" : "wrong");
    list.querySelector('[data-right="yes"]').classList.add("right");
    const said = option.isRight
      ? make("strong", { className: "right", textContent: "Right. " })
      : make("strong", { className: "wrong", textContent: "No. " });
    article.querySelector(".verdict").replaceChildren(said, make("span", { innerHTML: option.refutation }));
    if (option.isRight) article.querySelector("details.answer").open = true;
    keep(article.dataset.id, option.isRight ? "known" : "again");
    article.querySelector("h3").focus({ preventScroll: true });
  }

  function equip(article) {
    const id = article.dataset.id;
    const heading = article.querySelector("h3");
    heading.tabIndex = -1;
    const answer = article.querySelector("details.answer");
    const row = make("div", { className: "row" });
    if (options(article).length > 1) row.append(button("Choose a statement", () => showOptions(article)));
    const grades = make(
      "span", { className: "row", hidden: !answer.open }, "Did you know it?",
      button("Yes", () => keep(id, "known")), button("Not yet", () => keep(id, "again")));
    row.append(grades, make("span", { className: "mark" }));
    const verdict = make("div", { className: "verdict" });
    verdict.setAttribute("role", "status");
    answer.before(make("div", { className: "play" }, row, verdict));
    answer.addEventListener("toggle", () => {
      grades.hidden = !answer.open;
    });
    showState(id);
  }

  // The panel above the questions ----------------------------------------------------------------

  const counts = make("p");
  const share = make("span");
  const reset = button("Forget what is kept", () => {
    if (reset.dataset.armed) {
      store.set(progressKey, undefined);
      panel.dispatchEvent(new Event("forgotten"));
      for (const question of here) showState(question.id);
      showCounts();
      disarm();
    } else {
      reset.dataset.armed = "yes";
      reset.textContent = "Forget all of it: press again";
    }
  });
  const disarm = () => {
    delete reset.dataset.armed;
    reset.textContent = "Forget what is kept";
  };
  reset.addEventListener("blur", disarm);

  function showCounts() {
    const kept = progress();
    const known = (questions) => questions.filter(({ id }) => kept[id] && kept[id].state === "known").length;
    const again = here.filter(({ id }) => kept[id] && kept[id].state === "again").length;
    const others = all === here ? "" : ` In all lessons ${known(all)} of ${all.length}.`;
    counts.textContent = `Known here: ${known(here)} of ${here.length}, once more: ${again}.${others}`;
    share.style.width = `${(100 * known(here)) / here.length}%`;
  }

  const panel = make(
    "section", { className: "practice" }, counts, make("div", { className: "bar" }, share),
    make("div", { className: "row" }, reset));
  panel.setAttribute("aria-label", "Practice");

  articles.forEach(equip);
  const place = document.getElementById("practice");
  if (place) place.replaceChildren(panel);
  else articles[0].before(panel);
  showCounts();
  data.practice = { articles, all, find, keep, make, button, options, showOptions, store, progress, shuffled, panel };
})();
