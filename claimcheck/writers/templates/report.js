"use strict";
// The page reads well without this: it adds filters (their state in the address), keys, and opens what a link points at.
(() => {
  document.documentElement.classList.add("js");
  const form = document.querySelector("form.filters");
  const cards = [...document.querySelectorAll(".card")];
  const fresh = cards.filter((card) => !card.closest(".known"));
  const chosen = (name) => new Set([...(form ? form.querySelectorAll(`input[name=${name}]:checked`) : [])].map((box) => box.value));

  function apply() {
    if (!form) return;
    const levels = chosen("level"), rules = chosen("rule");
    const any = levels.size > 0 || rules.size > 0;
    for (const card of cards) {
      card.hidden = (levels.size > 0 && !levels.has(card.dataset.level)) || (rules.size > 0 && !rules.has(card.dataset.rule));
    }
    for (const note of document.querySelectorAll(".filtered")) {
      const mine = [...note.closest(".story").querySelectorAll(".card")].filter((card) => !card.closest(".known"));
      note.hidden = mine.length === 0 || mine.some((card) => !card.hidden);
    }
    const shown = fresh.filter((card) => !card.hidden).length;
    form.querySelector("output").textContent = any ? `Showing ${shown} of ${fresh.length}.` : "";
    form.querySelector("button").hidden = !any;
  }

  function remember() {
    const state = ["level", "rule"].map((name) => [name, [...chosen(name)].map(encodeURIComponent).join(",")]).filter(([, value]) => value);
    const hash = state.map((pair) => pair.join("=")).join("&");
    history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
  }

  function clear() {
    if (form) for (const box of form.querySelectorAll("input")) box.checked = false;
    apply();
  }

  function follow() {
    const hash = location.hash.slice(1);
    if (/^(level|rule)=/.test(hash) && form) {
      const wanted = new Map(hash.split("&").map((part) => part.split("=", 2)));
      form.querySelector("details").open = true;
      for (const box of form.querySelectorAll("input")) {
        box.checked = (wanted.get(box.name) || "").split(",").includes(encodeURIComponent(box.value));
      }
      apply();
      return;
    }
    const target = hash && document.getElementById(hash);
    if (!target) return;
    for (let box = target.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    if (target.hidden) clear();
    target.scrollIntoView({ block: target.matches(".story") ? "start" : "center" });
    if (target.tabIndex === -1) target.focus({ preventScroll: true });
  }

  if (form) {
    const panel = form.querySelector("details"), narrow = matchMedia("(max-width: 63.99rem)");
    panel.open = !narrow.matches;
    narrow.addEventListener("change", () => { panel.open = !narrow.matches; });
    form.addEventListener("change", () => { apply(); remember(); });
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", (event) => { event.preventDefault(); clear(); remember(); });
  }
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || (event.key !== "j" && event.key !== "k")) return;
    if (event.target instanceof Element && event.target.closest("input[type=text], textarea, select")) return;
    const open = fresh.filter((card) => !card.hidden && card.checkVisibility());
    if (!open.length) return;
    const middle = innerHeight / 3;
    const here = open.indexOf(document.activeElement.closest(".card"));
    let next = here + (event.key === "j" ? 1 : -1);
    if (here < 0) {
      const below = open.findIndex((card) => card.getBoundingClientRect().top > middle / 3);
      next = event.key === "j" ? (below < 0 ? open.length - 1 : below) : Math.max(0, (below < 0 ? open.length : below) - 1);
    }
    const card = open[Math.min(Math.max(next, 0), open.length - 1)];
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: card.offsetHeight > innerHeight ? "start" : "center" });
  });
  addEventListener("beforeprint", () => { for (const box of document.querySelectorAll("details.more, details.agreeing")) box.open = true; });
  addEventListener("hashchange", follow);
  follow();
})();
