// Practice with the interview questions: the answer when it is asked for, statements to choose from with their
// refutations, what you knew, and a session of twenty minutes across the lessons. What is kept stays in this browser.
"use strict";

(function () {
  const articles = [...document.querySelectorAll("article.question[data-id]")];
  if (!articles.length) return;
  const root = document.documentElement.dataset.root || "";
  const data = window.book || {};

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
  const [progressKey, sessionKey] = ["networks-that-run.practice", "networks-that-run.session"];
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
        make("span", { className: "letter", textContent: "abcd"[index] || "·" }),
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
      endSession();
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

  const keys = make("details", {}, make("summary", { textContent: "Keys" }), make("p", {
    innerHTML: "<kbd>j</kbd> and <kbd>k</kbd>: next and previous question. <kbd>a</kbd>: its answer. "
      + "<kbd>c</kbd>: statements to choose from, then <kbd>1</kbd> to <kbd>4</kbd>. "
      + "<kbd>y</kbd> and <kbd>n</kbd>: known or not yet. <kbd>s</kbd>: the next of the session.",
  }));
  const panel = make(
    "section", { className: "practice" }, counts, make("div", { className: "bar" }, share),
    make("div", { className: "row" }, button("Practice for twenty minutes", () => startSession(20)), reset), keys);
  panel.setAttribute("aria-label", "Practice");

  // A session ------------------------------------------------------------------------------------

  const lessonOf = (id) => id.split(".")[0];

  // Questions of the given minutes: what was not known first, then what is new, then the oldest, lesson by lesson in turn.
  function drawn(minutes) {
    const kept = progress();
    const rank = ({ id }) => (!kept[id] ? 1 : kept[id].state === "again" ? 0 : 2 + kept[id].day);
    const byLesson = new Map();
    for (const question of shuffled(all).sort((a, b) => rank(a) - rank(b))) {
      const lesson = lessonOf(question.id);
      byLesson.set(lesson, [...(byLesson.get(lesson) || []), question]);
    }
    const piles = shuffled([...byLesson.values()]);
    const taken = [];
    let left = minutes;
    while (piles.some((pile) => pile.length)) {
      for (const pile of piles) {
        const question = pile.shift();
        if (!question) continue;
        if (question.minutes <= left) {
          taken.push({ id: question.id, url: question.url });
          left -= question.minutes;
        }
      }
      if (left < 1) break;
    }
    return taken;
  }

  let bar;

  function startSession(minutes) {
    store.set(sessionKey, { questions: drawn(minutes), at: 0 });
    visit();
  }

  function endSession() {
    store.set(sessionKey, undefined);
    if (bar) bar.remove();
    bar = undefined;
    for (const article of articles) article.classList.remove("current");
  }

  // Goes to the question of the session that is due: on this page, or on that of another lesson.
  function visit() {
    const session = store.get(sessionKey);
    if (!session) return;
    const question = session.questions[session.at];
    if (!question) return;
    const article = find(question.id);
    if (!article) {
      location.href = root + question.url;
      return;
    }
    showSession(session);
    select(article);
  }

  function showSession(session) {
    const [at, count] = [session.at, session.questions.length];
    const isLast = at === count - 1;
    const next = button(isLast ? "End" : "Next question", () => {
      if (isLast) {
        endSession();
        panel.querySelector("button").focus();
      } else {
        store.set(sessionKey, { ...session, at: at + 1 });
        visit();
      }
    });
    next.dataset.role = "next";
    const fresh = make(
      "section", { className: "practice session" },
      make("div", { className: "row" }, make("span", { textContent: `Session: question ${at + 1} of ${count}` }), next,
        ...(isLast ? [] : [button("Stop", endSession)])));
    fresh.setAttribute("aria-label", "Session");
    if (bar) bar.replaceWith(fresh);
    else articles[0].parentElement.append(fresh);
    bar = fresh;
  }

  // Keyboard -------------------------------------------------------------------------------------

  let current;

  function select(article) {
    if (current) current.classList.remove("current");
    current = article;
    article.classList.add("current");
    article.scrollIntoView({ block: "start" });
    article.querySelector("h3").focus({ preventScroll: true });
  }

  const actions = {
    j: () => select(articles[Math.min(articles.indexOf(current) + 1, articles.length - 1)]),
    k: () => select(articles[Math.max(articles.indexOf(current) - 1, 0)]),
    a: () => {
      const answer = current && current.querySelector("details.answer");
      if (answer) answer.open = !answer.open;
    },
    c: () => current && options(current).length > 1 && showOptions(current),
    y: () => current && keep(current.dataset.id, "known"),
    n: () => current && keep(current.dataset.id, "again"),
    s: () => bar && bar.querySelector('[data-role="next"]').click(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const choice = current && current.querySelectorAll("ol.options button")[Number(event.key) - 1];
    if (choice && !choice.disabled) choice.click();
    else if (actions[event.key]) actions[event.key]();
    else return;
    event.preventDefault();
  });

  // ----------------------------------------------------------------------------------------------

  articles.forEach(equip);
  articles[0].before(panel);
  showCounts();
  const session = store.get(sessionKey);
  const due = session && session.questions[session.at];
  if (due && find(due.id)) {
    showSession(session);
    // Only where the session itself leads here: a reader may look something up in between.
    if (location.hash === `#q-${due.id}`) select(find(due.id));
  }
})();
