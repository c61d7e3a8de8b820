// ---- The articles of a story side by side. Two ways: statement by statement in rows, or two whole articles that scroll
// together, each in its own order, aligned sentences linked.

function storyMarks(story) { // claim -> what findings mark in it
  const marks = new Map();
  for (const finding of story.findings) {
    if (finding.status !== "new") continue;
    for (const side of [...finding.sides, ...finding.others]) {
      if (side.claim < 0) continue;
      for (const mark of side.marks) {
        if (!marks.has(side.claim)) marks.set(side.claim, []);
        marks.get(side.claim).push({...mark, finding});
      }
    }
  }
  return marks;
}

function linkedText(claim, marks) { // the words of a finding lead to it; where several overlap, the gravest, then the shortest
  const text = model.claimText(claim);
  const inside = marks.get(claim) || [];
  const edges = [...new Set([0, text.length, ...inside.flatMap((m) => [m.start, m.end])])].sort((a, b) => a - b);
  const made = [];
  let last = null;
  for (let i = 0; i + 1 < edges.length; i++) {
    const over = inside.filter((m) => m.start <= edges[i] && edges[i + 1] <= m.end)
      .sort((a, b) => b.finding.levelRank - a.finding.levelRank || (a.end - a.start) - (b.end - b.start));
    const piece = text.slice(edges[i], edges[i + 1]);
    const finding = over.length ? over[0].finding : null;
    if (!finding) made.push(piece);
    else if (last === finding) made[made.length - 1].append(piece);
    else made.push(el(`a.mark.${finding.level}`, {href: address({part: "", finding: finding.print, view: "story", id: state.id}), title: finding.message}, piece));
    last = finding;
  }
  return made;
}

function sentence(claim, marks, options) {
  return el(model.claimIsHeadline(claim) ? "p.sentence.headline" : "p.sentence", {"data-claim": claim, lang: model.claimOwner(claim).lang, dir: "auto",
    tabindex: options && options.reach ? "0" : "-1", class: null}, linkedText(claim, marks));
}

function rowsTable(story, marks) {
  const texts = story.texts;
  const repeated = new Set(story.copies.values());
  const body = el("tbody", null, story.rows.map((row) => {
    const folded = row.map((cell) => bare(cell.map(model.claimText).join(" ")));
    const said = texts.filter((_, i) => row[i].length);
    const lonely = said.length === 1 && texts.length > 1 && !repeated.has(said[0].index);
    return el(lonely ? "tr.lonely" : "tr", null, row.map((cell, i) => {
      const same = i > 0 && cell.length && folded[i] === folded[0];
      return el(same ? "td.same" : cell.length ? "td" : "td.blank", {"data-name": texts[i].name}, cell.map((c) => sentence(c, marks)));
    }));
  }));
  return el("div.scroll", {tabindex: "0", role: "region", "aria-label": "Articles statement by statement"}, el("table.texts", {style: {"--columns": texts.length}},
    el("caption", null, "One row for what the articles say together. Grey: the same words as in the first column. A bar: no other article says it."),
    el("thead", null, el("tr", null, texts.map((a) => el("th", {scope: "col"}, words(a.name), el("span.date", null, a.day || "no date"))))), body));
}

function pairPanes(story, marks, left, right) {
  const [i, j] = [left, right].map((a) => story.texts.indexOf(a));
  const partners = new Map(); // claim -> claims of the other side
  for (const row of story.rows) {
    for (const c of row[i]) partners.set(c, row[j]);
    for (const c of row[j]) partners.set(c, row[i]);
  }
  const pane = (article) => {
    const box = el("div.pane", {tabindex: "0", role: "region", "aria-label": `Article of ${article.name}`});
    let paragraph = -1;
    let block = null;
    for (let c = article.first; c < article.first + article.count; c++) {
      if (model.claimParagraph(c) !== paragraph) { paragraph = model.claimParagraph(c); block = el(model.claimIsHeadline(c) ? "p.headline" : "p", {dir: "auto", lang: article.lang}); box.append(block); }
      const time = model.claimTime(c);
      if (time && (c === article.first || time !== model.claimTime(c - 1))) box.insertBefore(el("p.entry", null, el("span.date", null, time)), block);
      const alone = !(partners.get(c) || []).length;
      block.append(el(alone ? "span.sentence.only" : "span.sentence", {"data-claim": c}, linkedText(c, marks)), " ");
    }
    return box;
  };
  const panes = [pane(left), pane(right)];
  const light = (claim) => {
    for (const node of wrap.querySelectorAll(".lit")) node.classList.remove("lit");
    for (const c of [claim, ...(partners.get(claim) || [])]) for (const node of wrap.querySelectorAll(`[data-claim="${c}"]`)) node.classList.add("lit");
  };
  let leader = null; // the pane that the reader moves: the other follows and does not answer
  const claimAtTop = (box) => {
    const top = box.getBoundingClientRect().top + 24;
    for (const node of box.querySelectorAll(".sentence")) {
      const r = node.getBoundingClientRect();
      if (r.bottom > top && (partners.get(Number(node.dataset.claim)) || []).length) return {node, claim: Number(node.dataset.claim), above: r.top - top};
    }
    return null;
  };
  const follow = (from, to) => {
    const at = claimAtTop(from);
    if (!at) return;
    const other = to.querySelector(`[data-claim="${partners.get(at.claim)[0]}"]`);
    if (!other) return;
    to.scrollTop += other.getBoundingClientRect().top - to.getBoundingClientRect().top - 24 - at.above;
  };
  const wrap = el("div.panes", {"data-panes": "true"}, [left, right].map((a, n) => el("div.pane-side", null,
    el("p.pane-head", null, words(a.name, {class: "outlet"}), el("span.date", null, a.day || "no date")), panes[n])));
  panes.forEach((box, n) => {
    const lead = () => { leader = box; };
    for (const event of ["pointerenter", "wheel", "touchstart", "focusin", "keydown"]) box.addEventListener(event, lead, {passive: true});
    box.addEventListener("scroll", () => { if (leader === box || leader === null) { leader = box; follow(box, panes[1 - n]); } }, {passive: true});
    const point = (e) => { const s = e.target.closest && e.target.closest(".sentence"); if (s) light(Number(s.dataset.claim)); };
    box.addEventListener("mouseover", point);
    box.addEventListener("focusin", point);
    box.addEventListener("click", (e) => {
      const s = e.target.closest(".sentence");
      if (!s || e.target.closest("a")) return;
      const to = partners.get(Number(s.dataset.claim)) || [];
      const node = to.length && panes[1 - n].querySelector(`[data-claim="${to[0]}"]`);
      if (node) panes[1 - n].scrollTop += node.getBoundingClientRect().top - s.getBoundingClientRect().top;
      light(Number(s.dataset.claim));
    });
  });
  return wrap;
}

let bringArticle = null; // shows an article that is not on the page, where two are shown at once

function textsPart(story) {
  const marks = storyMarks(story);
  const box = el("div.texts-part");
  if (story.copies.size) {
    box.append(el("p.soft", null, [...story.copies].map(([copy, original]) => [words(model.articles[copy].name, {class: "outlet"}), " repeats ", words(model.articles[original].name, {class: "outlet"}), " word for word. "])));
  }
  const place = el("div");
  const rows = () => { place.replaceChildren(rowsTable(story, marks)); };
  if (story.texts.length < 2) { rows(); box.append(place); return box; }
  let pair = story.texts.slice(0, 2);
  const choice = (n) => el("select", {"aria-label": n ? "Right article" : "Left article", onchange: (e) => { pair[n] = model.articles[Number(e.target.value)]; panes(); }},
    story.texts.map((a) => el("option", {value: String(a.index), selected: a === pair[n]}, a.day ? `${a.name}, ${a.day}` : a.name)));
  const chooser = el("span.chooser", {hidden: story.texts.length <= GRID}, choice(0), " and ", choice(1));
  const panes = () => { place.replaceChildren(pairPanes(story, marks, pair[0], pair[1])); };
  const wide = story.texts.length > GRID; // too many columns to read: two articles at once
  bringArticle = (article) => {
    if (!story.texts.includes(article) || pair.includes(article)) return;
    pair = [article, pair.find((a) => a !== article)];
    chooser.replaceChildren(choice(0), " and ", choice(1));
    if (place.querySelector("[data-panes]")) panes();
  };
  const mode = (name, label, run, on) => el("button.segment", {type: "button", "aria-pressed": on ? "true" : "false", "data-mode": name, onclick: (e) => {
    for (const b of e.target.parentNode.children) b.setAttribute("aria-pressed", String(b === e.target));
    chooser.hidden = name !== "whole";
    run();
  }}, label);
  box.append(el("div.modes", null, el("div.segments", {role: "group", "aria-label": "How to show the articles"}, mode("rows", "By statement", rows, !wide), mode("whole", "Whole articles", panes, wide)), chooser), place);
  (wide ? panes : rows)();
  return box;
}
