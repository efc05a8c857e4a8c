// The counter beside the inbox keeps up while the page is open: asks whether anything changed, and says politely what is new.
// It rests while the page is hidden, asks ever more seldom where nobody answers, and stops where the person is logged out.

const badge = document.querySelector("[data-news]");
const told = document.querySelector("[data-news-told]");
const EVERY = 30_000;
const LONGEST = 15 * 60_000;
const OUT = new Set([0, 401, 403, 404]); // 0: sent elsewhere, to log in

let etag = badge?.dataset.newsEtag;
let newest = Number(badge?.dataset.newsNewest);
let pause = EVERY;
let askedAt = Date.now();
let timer;

function later(wait) {
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(ask, wait * (0.9 + Math.random() / 5));
}

async function ask() {
  askedAt = Date.now();
  try {
    const answer = await fetch(badge.dataset.news, { headers: { "If-None-Match": etag }, cache: "no-store", redirect: "manual" });
    if (OUT.has(answer.status)) return stop();
    if (answer.status === 200) {
      show(await answer.json());
      etag = answer.headers.get("ETag");
    } else if (answer.status !== 304) throw new Error(answer.status);
    pause = EVERY;
  } catch {
    pause = Math.min(2 * pause, LONGEST);
  }
  later(pause);
}

function stop() {
  clearTimeout(timer);
  document.removeEventListener("visibilitychange", look);
}

function show(news) {
  for (const one of document.querySelectorAll("[data-news-count]")) {
    one.textContent = news.waiting;
    one.closest("[data-news-shown]").hidden = !news.waiting;
  }
  for (const one of document.querySelectorAll("[data-news-words]")) one.textContent = news.words;
  if (news.newest > newest) announce(news.announced);
  newest = Math.max(newest, news.newest);
}

function announce(sentence) {
  const link = document.createElement("a");
  link.href = told.dataset.newsTold;
  link.textContent = sentence;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "news__close";
  close.setAttribute("aria-label", told.dataset.newsClose);
  close.textContent = "×";
  close.addEventListener("click", () => told.replaceChildren());
  told.replaceChildren(link, close);
}

function look() {
  if (document.hidden) clearTimeout(timer);
  else later(Math.max(0, pause - (Date.now() - askedAt)));
}

if (badge && told) {
  document.addEventListener("visibilitychange", look);
  later(EVERY);
}
