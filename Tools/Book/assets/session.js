// Sessions of twenty minutes across the lessons, and keys, for the questions that `practice.js` has equipped.
"use strict";

(function () {
  const practice = (window.book || {}).practice;
  if (!practice) return;
  const { articles, all, find, keep, make, button, options, showOptions, store, progress, shuffled, panel } = practice;
  const root = document.documentElement.dataset.root || "";
  const sessionKey = "networks-that-run.session";

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

  const keys = make("details", {}, make("summary", { textContent: "Keys" }), make("p", {
    innerHTML: "<kbd>j</kbd> and <kbd>k</kbd>: next and previous question. <kbd>a</kbd>: its answer. "
      + "<kbd>c</kbd>: statements to choose from, then <kbd>1</kbd> to <kbd>4</kbd>. "
      + "<kbd>y</kbd> and <kbd>n</kbd>: known or not yet. <kbd>s</kbd>: the next of the session.",
  }));
  panel.querySelector(".row").prepend(button("Practice for twenty minutes", () => startSession(20)));
  panel.append(keys);
  panel.addEventListener("forgotten", endSession);
  const session = store.get(sessionKey);
  const due = session && session.questions[session.at];
  if (due && find(due.id)) {
    showSession(session);
    // Only where the session itself leads here: a reader may look something up in between.
    if (location.hash === `#q-${due.id}`) select(find(due.id));
  }
})();
