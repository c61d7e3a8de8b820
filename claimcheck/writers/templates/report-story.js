// ---- One story: its facts, what is left out, findings, articles, closeness, names.

const PARTS = [["facts", "Facts"], ["lacks", "Left out"], ["found", "Findings"], ["texts", "Articles"], ["close", "Closeness"], ["spelled", "Names"]];
const SHOWN = 6; // articles named at the head of a story

function storyView() {
  const story = storyOf(state.id);
  const chosenOnes = select(story.findings);
  const named = namesOf(story);
  const parts = new Map();
  const rows = story.facts;
  const lacked = leftOutPart(story.findings);
  if (rows.length) parts.set("facts", () => factsPart(rows, {story, grid: story.texts.length <= GRID ? story.texts : null, search: false}));
  if (lacked) parts.set("lacks", () => lacked);
  parts.set("found", () => foundPart(story.findings, chosenOnes, {story: false}));
  if (story.members.length > 1) parts.set("texts", () => textsPart(story));
  if (story.members.length > 1) parts.set("close", () => matrix(story));
  if (named.length) parts.set("spelled", () => namesPart(named, new Set(story.members)));
  const at = story.index;
  const main = [
    el("p.kicker", null, el("a", {href: address({view: "overview"})}, "All stories"), ` · Story ${at + 1} of ${model.stories.length}`,
      el("span.steps", null, at > 0 && el("a", {href: address({view: "story", id: model.stories[at - 1].id}), rel: "prev"}, "← Previous"),
        at + 1 < model.stories.length && el("a", {href: address({view: "story", id: model.stories[at + 1].id}), rel: "next"}, "Next →"))),
    el("h1.story-title", {dir: "auto"}, story.title),
    story.weak && el("p.weak", null, words(story.weak)),
    variantsOf(story),
    el("nav.parts.sticks", {"aria-label": "Parts of this story"}, PARTS.filter(([p]) => parts.has(p)).map(([p, label]) =>
      el("a", {href: address({part: p}), "data-part": p}, label, p === "facts" && el("span.count", null, number(rows.filter((r) => ["differ", "smaller"].includes(groupOf(r))).length)), p === "found" && el("span.count", null, number(chosenOnes.found.length)))),
      el("button.quiet", {type: "button", onclick: () => copyText(storyMarkdown(story, chosenOnes.found), "the story as Markdown")}, "Copy story")),
  ];
  for (const [part, label] of PARTS) {
    if (parts.has(part)) main.push(el("section.part", {id: `part-${part}`, "aria-labelledby": `head-${part}`}, el("h2", {id: `head-${part}`, tabindex: "-1"}, label), parts.get(part)()));
  }
  return {main, side: filterPanel(chosenOnes, story.findings.length), title: story.title};
}

function variantsOf(story) {
  const list = (members) => el("ol.variants", {"aria-label": "Articles by time of publication"}, members.map((a) => variant(story, a)));
  if (story.members.length <= SHOWN + 2) return list(story.members);
  return [list(story.members.slice(0, SHOWN)), el("details", null, el("summary", null, `${number(story.members.length - SHOWN)} more articles`), list(story.members.slice(SHOWN)))];
}

function variant(story, a) {
  const copy = story.copies.get(a.index);
  return el("li", null, el("p.variant-name", null, words(a.name), a === story.reference && el("span.tag", {title: "The earliest, then the fullest, is what the others are held against first"}, "compared first")),
    el("p.date", null, a.iso ? el("time", {datetime: a.iso}, a.day) : "no date", ` · ${plural(a.count, "statement")}`, wireOf(story, a) && ` · ${wireOf(story, a)}`),
    el("p.variant-title", {dir: "auto", lang: a.lang}, a.title),
    copy !== undefined && el("p.soft", null, "Word for word as ", words(model.articles[copy].name)),
    el("p.where", null, words(placeOf(a, a.line, a.column))),
    storyButton("part", a, a === story.reference ? story.members.find((b) => b !== a && story.copies.get(b.index) !== a.index) : story.reference, "Not part of this story"));
}

const wireOf = (story, article) => { // the agency that it credits, or that all who share its text do
  const called = story.called.get(story.origins.get(article.index)) || "";
  return called === "own report" ? "" : called;
};

function namesPart(entries, within) {
  const box = el("div.names");
  const many = entries.length > 12;
  const show = (all) => box.replaceChildren(...entries.slice(0, all ? entries.length : 12).map((e) => nameRow(e, within)));
  show(!many);
  return el("div", null, box, many && el("button.quiet", {type: "button", onclick: (e) => { show(true); e.target.remove(); }}, `Show all ${number(entries.length)} names`));
}

// ---- A list of findings, or why there is none. Three reasons, in three different words.

function foundPart(among, chosenOnes, options) {
  const {found} = chosenOnes;
  const asked = state.finding && model.byPrint.get(state.finding);
  const loud = found.filter((f) => !isQuiet(f) || sticky.has(f.print));
  const folded = state.view === "story" && !filtered() && loud.length < found.length && !(asked && isQuiet(asked));
  if (found.length && folded) { // notes stand in the tables above: as cards they bury the rest
    const more = el("p.notes-aside", null, `${plural(found.length - loud.length, "note")} ${found.length - loud.length === 1 ? "is" : "are"} told in the tables above. `,
      el("a", {href: address({part: "", filters: {level: new Set(["note"])}})}, "Show them one by one"));
    if (loud.length) return el("div", null, findingList(loud, options), more);
    dropList();
    return more;
  }
  if (found.length) return findingList(found, options);
  dropList();
  if (among.length && (filtered() || !among.some((f) => f.status === "new"))) {
    const known = !filtered() || (isDefault(state.filters.status) && !state.q && FACETS.every((f) => f === "status" || !state.filters[f].size));
    return el("div.empty.hidden-all", null, el("p.empty-head", null, known ? "Nothing new here." : `The filters hide ${among.length === 1 ? "the one finding" : `all ${plural(among.length, "finding")}`} here.`),
      known && el("p", null, `${plural(among.length, "finding")} ${among.length === 1 ? "is" : "are"} known before, left as they are or silenced.`),
      el("button", {type: "button", onclick: () => go({q: "", filters: anyFilters()})}, "Show all"));
  }
  return emptyState();
}

function emptyState() {
  const read = plural(model.articles.length, "article");
  if (model.state === "nothing-read") {
    return el("div.empty.never", null, el("p.empty-head", null, "Nothing was read."), el("p", null, "No article was found, so nothing was checked. This is not a pass."));
  }
  if (model.state === "nothing-to-check") return el("div.empty", null, el("p.empty-head", null, "Nothing to check."), el("p", null, "No article was given."));
  if (model.state === "no-variant") {
    return el("div.empty.clean", null, el("p.empty-head", null, "No article of the corpus tells the same story."), el("p", null, `${read} ${model.articles.length === 1 ? "was" : "were"} held against the corpus.`));
  }
  if (model.state === "nothing-compared") {
    return el("div.empty.never", null, el("p.empty-head", null, "Nothing was compared."),
      el("p", null, `${read} ${model.articles.length === 1 ? "was" : "were"} read, but no two tell the same story. This is not a pass: add another outlet's article on the story.`));
  }
  return el("div.empty.clean", null, el("p.empty-head", null, "No disagreement found."),
    el("p", null, `${plural(model.claimCount, "statement")} of ${read} were read${model.stories.length ? `, and ${plural(model.stories.length, "story", "stories")} compared` : ""}.`));
}
