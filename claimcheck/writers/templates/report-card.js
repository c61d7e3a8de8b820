// ---- A finding as a card: what differs, the sentences in their context, why, and what an editor decided.

const LEVEL_WORDS = {error: "Conflict", warning: "Warning", note: "Note"};
const LEVEL_HELP = {error: "They cannot both be right (level error)", warning: "Worth a look before it is printed (level warning)", note: "Worth knowing (level note)"};
const ruleHelp = (rule) => `The rule ${rule.slug}${rule.about ? `: ${rule.about}` : ""}`;
const opened = new Map(); // what a reader opened in a card, kept while cards come and go: print -> Set of parts

const isOpen = (finding, part) => opened.has(finding.print) && opened.get(finding.print).has(part);
function setOpen(finding, part, open) {
  if (!opened.has(finding.print)) opened.set(finding.print, new Set());
  opened.get(finding.print)[open ? "add" : "delete"](part);
}

function markedText(text, marks) {
  const made = [];
  const edges = [...new Set([0, text.length, ...marks.flatMap((m) => [m.start, m.end])])].sort((a, b) => a - b);
  for (let i = 0; i + 1 < edges.length; i++) {
    const [start, end] = [edges[i], edges[i + 1]];
    const over = marks.filter((m) => m.start <= start && end <= m.end);
    const piece = text.slice(start, end);
    if (!over.length) made.push(piece);
    else made.push(el(over.some((m) => m.loud) ? "mark.changed" : "mark", null, piece));
  }
  return made;
}

function contextOf(claim, step) { // the sentence before or after, of the same article
  const article = model.claimOwner(claim);
  const at = claim + step;
  return at >= article.first && at < article.first + article.count && !model.claimIsHeadline(at) ? model.claimText(at) : "";
}

const dayOf = (article, claim) => [article.day || "no date", model.claimTime(claim)].filter(Boolean).join(", ");

function sideFigure(side, context) {
  const {article} = side;
  const link = side.claim >= 0 && article.story;
  const before = context && side.claim >= 0 && !model.claimIsHeadline(side.claim) ? contextOf(side.claim, -1) : "";
  const after = context && side.claim >= 0 && !model.claimIsHeadline(side.claim) ? contextOf(side.claim, 1) : "";
  return el("figure.side", null,
    el("figcaption", null, words(article.name, {class: "outlet"}),
      el("span.date", null, dayOf(article, side.claim)),
      side.claim >= 0 && model.claimIsHeadline(side.claim) && el("span.tag", null, "headline")),
    el("blockquote", {lang: article.lang, dir: "auto"},
      before && el("span.context", null, before, " "),
      markedText(side.text, side.marks),
      after && el("span.context", null, " ", after)),
    side.reading && el("p.reading", {title: "What claimcheck takes it to say"}, "that is, ", words(side.reading)),
    el("p.where", null, link
      ? el("a", {href: address({view: "story", id: article.story.id, part: "texts", sentence: model.claimAddress(side.claim)}), title: "Show it in the whole article"}, words(side.place))
      : words(side.place)));
}

function statusTag(finding) {
  const verdict = finding.decision && finding.decision.verdict;
  if (finding.status === "new" && verdict) return el("span.tag.decided", null, isFixed(finding) ? "fixed in our copy" : VERDICTS[verdict] || verdict);
  return finding.status === "new" ? null : el("span.tag.decided", null, STATUS_WORDS[finding.status] || finding.status);
}

const isFixed = (finding) => Boolean(finding.decision && finding.decision.fixed_at);
const isToCorrect = (finding) => Boolean(finding.decision && finding.decision.verdict === "error" && !isFixed(finding));

function decisionPart(finding) { // what was decided, and what was said of it
  return [finding.decision && el("p.decision", null, words(decisionWords(finding))),
    finding.comments.length > 0 && el("ol.thread", {"aria-label": "Comments"}, finding.comments.map(([editor, at, text]) => el("li", null,
      words(editor, {class: "outlet"}), " ", el("time.date", {datetime: at}, at.slice(0, 16).replace("T", " ")), " ", words(text, {class: "said"}))))];
}

function fixPart(finding) { // what would mend the articles; nothing is changed from here
  if (!finding.fixes.length) return null;
  const shown = finding.fixes.slice(0, 6);
  return el("div.fixes", {role: "group", "aria-label": "Suggested fix"},
    el("ul", null, shown.map(([place, old, now, , trouble]) => el("li", null, words(place, {class: "where"}), " ", el("del", null, words(old)), " → ", el("ins", null, words(now)),
      trouble && el("span.soft", null, " ", words(trouble))))),
    finding.fixes.length > shown.length && el("p.soft", null, plural(finding.fixes.length - shown.length, "more place")),
    !finding.decision && el("p.soft", null, words(finding.fixes[0][3])), // else the decision says it above
    finding.fixes.some((f) => !f[4]) && el("button.quiet", {type: "button", "data-action": "copy-fix", title: desk ? "A patch for git apply; no article is changed" : "Where, what stands there, what should", onclick: () => copyFix(finding)}, "Copy the fix"));
}

async function copyFix(finding) { // the desk makes the patch, for it alone has the files
  if (!desk) return copyText(finding.fixes.map(([place, old, now]) => `${place}: ${old} → ${now}\n`).join(""), "the fix");
  const answer = await ask(`/fix?finding=${encodeURIComponent(finding.fingerprint)}`);
  if (answer.error) return tell(answer.error);
  return copyText(answer.text, "the fix as a patch");
}

// Of a digest: who lacks how much, and the statements; not the first sentences at which it stands.
function headingOf(finding) {
  if (!isDigest(finding)) return finding.message;
  const names = [...new Set(finding.lacking.map((i) => model.articles[i].name))];
  const told = statementsOf(finding);
  const have = [...new Set(told.map((s) => s.article.name))];
  return `${namesIn(names)} ${names.length === 1 ? "lacks" : "lack"} ${told.length === 1 ? "a statement" : `${number(told.length)} statements`} that others have, as ${namesIn(have)}`;
}

const namesIn = (names) => (names.length > 4 ? `${names.slice(0, 3).join(", ")} and ${number(names.length - 3)} more` : names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names.join(""));

function shownSides(finding) {
  if (!isDigest(finding)) return [finding.sides, finding.others];
  const told = statementsOf(finding);
  return [told.slice(0, 2), told.slice(2)];
}

function card(finding, options) {
  const name = `finding-${finding.print}`;
  const context = isOpen(finding, "context");
  const [sides, rest] = shownSides(finding);
  const others = rest.reduce((sum, s) => sum + s.places, 0);
  const hasContext = finding.sides.some((s) => s.claim >= 0 && !model.claimIsHeadline(s.claim));
  const node = el(`article.card.${finding.level}`, {tabindex: "-1", "data-print": finding.print, "aria-labelledby": name, id: `f-${finding.print}`},
    el("div.meta", null,
      el(`span.level.${finding.level}`, {title: LEVEL_HELP[finding.level]}, LEVEL_WORDS[finding.level]),
      el("span.rule", {title: ruleHelp(finding.rule)}, ruleName(finding.rule.slug)),
      finding.confidence >= 0 && el("span.sure", {title: "How sure claimcheck is that the two disagree"}, `${finding.confidence} % sure`),
      statusTag(finding),
      el("a.permalink", {href: address({view: "findings", finding: finding.print, filters: anyFilters(), q: ""}), title: "Link to this finding", "aria-label": `Link to finding ${finding.fingerprint.slice(0, 8)}`}, finding.fingerprint.slice(0, 8))),
    el(`${options.heading || "h3"}.message`, {id: name}, headingOf(finding)),
    options.story !== false && finding.story && el("p.home", null, el("a", {href: address({view: "story", id: finding.story.id})}, words(finding.story.title))),
    el(sides.length > 1 ? "div.sides.two" : "div.sides", null, sides.map((s) => sideFigure(s, context)),
      finding.presence && el("p.silent", null, words(finding.presence))),
    finding.evidence.length > 0 && el("ul.why", {"aria-label": "Why"}, finding.evidence.map((e) => el("li", null, words(e)))),
    decisionPart(finding),
    fixPart(finding),
    others > 0 && moreOf(finding, rest, others),
    el("div.actions", null,
      deskButtons(finding),
      hasContext && el("button.quiet", {type: "button", "aria-pressed": context ? "true" : "false", onclick: () => { setOpen(finding, "context", !context); redrawCard(finding); }}, context ? "Hide context" : "Context"),
      el("button.quiet", {type: "button", onclick: () => copyText(findingMarkdown(finding), "the finding as Markdown")}, "Copy")));
  return node;
}

function moreOf(finding, rest, count) {
  const box = el("details.more", {open: isOpen(finding, "more")}, el("summary", null, plural(count, "further place")));
  const fill = () => {
    if (box.querySelector("ul")) return;
    box.append(el("ul", null, rest.map((s) => el("li", null, words(s.article.name, {class: "outlet"}), " ", model.claimTime(s.claim) && el("span.date", null, model.claimTime(s.claim), " "),
      el("span.where", null, s.claim >= 0 && s.article.story
        ? el("a", {href: address({view: "story", id: s.article.story.id, part: "texts", sentence: model.claimAddress(s.claim)})}, words(s.place)) : words(s.place)),
      el("blockquote", {lang: s.article.lang, dir: "auto"}, markedText(s.text, s.marks))))));
  };
  if (box.open) fill();
  box.addEventListener("toggle", () => { setOpen(finding, "more", box.open); if (box.open) fill(); });
  return box;
}

function guessHeight(finding) { // before it is drawn
  const wide = innerWidth > 736;
  const longest = Math.max(60, ...finding.sides.map((s) => s.text.length));
  const perLine = wide ? (finding.sides.length > 1 ? 46 : 80) : 42;
  const lines = wide ? Math.ceil(longest / perLine) : finding.sides.reduce((n, s) => n + Math.ceil(s.text.length / perLine) + 2, 0);
  return 190 + 28 * lines + 24 * finding.evidence.length;
}

// ---- The list of findings on the page, if any, with the one that the keyboard is at.

let list = null; // VirtualList of findings
let current = "";

function findingList(found, options) {
  if (list) list.close();
  list = new VirtualList(found, (f) => card(f, options), guessHeight, "Findings");
  return list.node;
}

function dropList() { if (list) list.close(); list = null; }

function redrawCard(finding) {
  if (finding.row) redrawRow(finding.row);
  if (!list) return;
  const at = list.items.indexOf(finding);
  if (at >= 0) list.replace(at);
}

function step(by) { // j and k
  if (!list || !list.items.length) return;
  const focused = document.activeElement && document.activeElement.closest("[data-print]");
  const print = focused ? focused.dataset.print : current;
  let at = list.items.findIndex((f) => f.print === print);
  if (at < 0) at = by > 0 ? -1 : list.items.length;
  choose(Math.max(0, Math.min(list.items.length - 1, at + by)));
}

function choose(at) {
  current = list.items[at].print;
  list.reveal(at, true);
}

function chosen() { // the finding that keys act on
  const focused = document.activeElement && document.activeElement.closest("[data-print]");
  return model.byPrint.get(focused ? focused.dataset.print : current) || null;
}
