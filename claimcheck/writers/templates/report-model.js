// ---- The data, as claimcheck/writers/parts/html_data.py writes it: numbers that point into tables.

const LEVELS = ["error", "warning", "note"]; // gravest first
const STATUSES = ["new", "baselined", "accepted", "suppressed"];
const VERDICTS = {accept: "leave as it is", error: "to correct", unsure: "unsure"};
const STATUS_WORDS = {accepted: "left as it is", baselined: "known before", suppressed: "silenced"}; // new is a word already
// What editors call levels and rules; addresses, the settings and the other formats keep the names that programs read.
const LEVEL_NAMES = {error: "conflict", warning: "warning", note: "note"};
const RULE_NAMES = {"term-drift": "another word", "claim-missing": "statement missing", "attribution-dropped": "source missing", "speaker-conflict": "who said it", "role-differs": "who someone is", "certainty": "how sure", "headline-differs": "headline", "negation": "yes or no"};
const ruleName = (slug) => RULE_NAMES[slug] || slug.replace(/-/g, " ");
const FORMAT = 3;

function readModel(data) {
  if (data.format !== FORMAT) throw new Error(`data of format ${data.format}, not ${FORMAT}`);
  const text = (i) => (i < 0 ? "" : i < data.strings.length ? data.strings[i] : readRest().strings[i - data.strings.length]);
  const articles = data.articles.map((a, index) => ({
    index, id: text(a[0]), name: text(a[1]), title: text(a[2]), iso: text(a[3]), day: text(a[4]),
    lang: text(a[5]) || null, file: text(a[6]), line: a[7], column: a[8], first: a[9], count: a[10], story: null,
  }));
  const count = articles.reduce((sum, a) => sum + a.count, 0);
  const owner = new Int32Array(count);
  const claimAt = (c) => (data.claims || readRest().claims)[c];
  for (const a of articles) owner.fill(a.index, a.first, a.first + a.count);
  const rules = data.rules.map((r) => ({slug: text(r[0]), code: text(r[1]), about: text(r[2])}));
  const stories = data.stories.map((s, index) => ({
    index, id: text(s[0]), title: text(s[1]), reference: articles[s[2]], members: s[3].map((i) => articles[i]),
    copies: new Map(s[4]), texts: s[5].map((i) => articles[i]), rows: s[6], weak: text(s[7]), findings: [], facts: [],
    origins: new Map(s[3].map((i, n) => [i, s[8][n]])), called: new Map(s[9].map(([i, t]) => [i, text(t)])),
  }));
  for (const story of stories) for (const a of story.members) a.story = story;
  const model = {
    data, text, articles, rules, stories, claimCount: count, statements: new Map(data.statements.map(([claim, first, others]) => [claim, [first, others]])), version: data.version, state: data.state, checked: data.checked,
    problems: data.problems.map((p) => ({message: text(p[0]), action: text(p[1]), fatal: p[2] === 1, notice: p[3] === 1})),
    get names() {
      return lazy(this, "names", data.names.map((n, index) => {
        const spellings = n[1].map((s) => ({surface: text(s[0]), forms: s[2].map(text), uses: s[1].map(([i, count]) => ({article: articles[i], count}))}));
        return {index, label: text(n[0]), spellings};
      }));
    },
    claimOwner: (c) => articles[owner[c]],
    claimText: (c) => text(claimAt(c)[0]),
    claimParagraph: (c) => claimAt(c)[1],
    claimIsHeadline: (c) => claimAt(c)[2] === 1,
    claimTime: (c) => (c >= 0 && claimAt(c).length > 5 ? text(claimAt(c)[5]) : ""), // of a live blog's entry
    claimPlace: (c) => placeOf(articles[owner[c]], claimAt(c)[3], claimAt(c)[4]),
    claimAddress: (c) => `${articles[owner[c]].id}:${c - articles[owner[c]].first}`,
    claimAt: (address) => {
      const cut = address.lastIndexOf(":");
      const article = articles.find((a) => a.id === address.slice(0, cut));
      const at = Number(address.slice(cut + 1));
      return article && at >= 0 && at < article.count ? article.first + at : -1;
    },
  };
  model.findings = data.findings.map((f, index) => new Finding(f, index, model));
  model.byPrint = new Map();
  for (const f of model.findings) {
    if (model.byPrint.has(f.print)) f.print += `.${f.index}`; // two of one fingerprint: only in reports made by hand
    model.byPrint.set(f.print, f);
    if (f.story) f.story.findings.push(f);
  }
  model.rows = data.rows.map((r, index) => new Row(r, index, model));
  for (const row of model.rows) if (row.story) row.story.facts.push(row);
  model.accounts = data.accounts;
  model.ours = new Set(data.ours.map((i) => articles[i]));
  model.alone = data.alone.map((x) => ({article: articles[x[0]], told: text(x[1]), story: x[2] >= 0 ? stories[x[2]] : null, nearest: x[3] >= 0 ? articles[x[3]] : null, command: text(x[4])}));
  model.decided = data.decided.map((d) => ({one: d[0] === 1, article: articles[d[1]], other: articles[d[2]], by: text(d[3]), holds: d[4] === 1}));
  model.outlets = [...new Set(articles.map((a) => a.name))].sort((a, b) => a.localeCompare(b, "en"));
  return model;
}

// What the first view does not show stands behind the script, so that it is drawn before that is read.
let rest = null;
function readRest() {
  if (!rest) {
    const block = byId("report-rest");
    if (!block) throw new Error("its end is missing");
    rest = JSON.parse(block.textContent);
    block.remove(); // no second copy in memory
  }
  return rest;
}

// What a finding has beyond its level and place is read when it is first shown or searched: opening a page reads none.
const LATER = {8: 0, 9: 1, 10: 2, 12: 3};
class Finding {
  constructor(f, index, model) {
    this.raw = f;
    this.model = model;
    this.index = index;
    this.level = LEVELS[2 - f[0]];
    this.levelRank = f[0];
    this.rule = model.rules[f[1]];
    this.status = model.text(f[2]);
    this.story = f[3] >= 0 ? model.stories[f[3]] : null;
    this.print = this.fingerprint = model.text(f[5]);
    this.confidence = f[6];
    this.decision = f[7] || null;
    this.alone = f[11] === 1;
    this.lacking = f[14];
    this.comments = f[15];
    this.fixes = f[16];
    this.row = null;
  }
  part(at) { return this.raw[at] || readRest().findings[this.index][LATER[at]]; }
  get home() { return this.story ? this.story.id : this.raw[3] === -1 ? "across" : "inside"; }
  get message() { return this.model.text(this.raw[4]); }
  get presence() { return this.model.text(this.raw[13]); }
  get sides() { return lazy(this, "sides", this.part(8).map((s) => new Side(s, this.model))); }
  get others() { return lazy(this, "others", this.part(9).map((s) => new Side(s, this.model))); }
  get evidence() { return this.part(10).map(this.model.text); }
  get values() { return this.part(12).map(this.model.text); }
  get outlets() {
    return lazy(this, "outlets", [...new Set([...this.part(8), ...this.part(9)].map((s) => this.model.articles[s[0]].name))]);
  }
  get haystack() {
    const said = [...this.part(8), ...this.part(9)].map((s) => (s[1] >= 0 ? this.model.claimText(s[1]) : this.model.text(s[2])));
    return lazy(this, "haystack", plain([this.message, this.rule.slug, this.rule.code, this.fingerprint, this.values.join(" "),
      ...said, this.outlets.join(" "), this.story ? this.story.title : "", this.decision ? decisionWords(this) : "", ...this.comments.map(commentWords)].join("\n")));
  }
}

class Side {
  constructor(s, model) {
    this.raw = s;
    this.model = model;
    this.article = model.articles[s[0]];
    this.claim = s[1];
    this.places = s[5];
  }
  get text() { return this.claim >= 0 ? this.model.claimText(this.claim) : this.model.text(this.raw[2]); }
  get reading() { return this.model.text(this.raw[4]); }
  get place() { return placeOf(this.article, this.raw[6], this.raw[7]); }
  get marks() {
    const flat = this.raw[3];
    const marks = [];
    for (let i = 0; i < flat.length; i += 3) marks.push({start: flat[i], end: flat[i + 1], loud: flat[i + 2] === 2});
    return lazy(this, "marks", marks);
  }
}

// A fact: the values that articles give for it, and the findings about it. What a row weighs follows its findings.
class Row {
  constructor(r, index, model) {
    this.raw = r;
    this.model = model;
    this.index = index;
    this.kind = model.text(r[0]);
    this.story = r[2] >= 0 ? model.stories[r[2]] : null;
    this.findings = r[3].map((i) => model.findings[i]);
    this.differs = this.findings.length > 0 || r[4].some((a) => a[1] === 1);
    this.doubtful = r[6] === 1;
    for (const finding of this.findings) finding.row = this;
  }
  get home() { return this.story ? this.story.id : this.raw[2] === -1 ? "across" : "inside"; }
  get label() { return this.model.text(this.raw[1]); }
  get answers() {
    return lazy(this, "answers", this.raw[4].map(([value, odd, spots, at]) => ({value: this.model.text(value), odd: odd === 1, spots, around: this.wordsAround(at)})));
  }
  get around() { return this.wordsAround(this.raw[5]); }
  wordsAround(at) { // a value in the words of an article: what is asked
    return at ? {article: this.model.articles[at[0]], before: this.model.text(at[1]), said: this.model.text(at[2]), after: this.model.text(at[3])} : null;
  }
  get level() { // of what is new; "known" where editors settled all of it, "" where nobody disagrees
    if (!this.differs) return "";
    if (!this.findings.length) return "note";
    let most = -1;
    for (const f of this.findings) if (f.status === "new" && f.levelRank > most) most = f.levelRank;
    return most < 0 ? "known" : LEVELS[2 - most];
  }
  get haystack() {
    return lazy(this, "haystack", plain([this.kind, this.label, this.story ? this.story.title : "", ...this.answers.flatMap((a) => [a.value, ...a.spots.map((s) => this.model.articles[s[0]].name)])].join("\n")));
  }
}

// Who gives an answer: articles in order of time, outlets once each, and the texts that they go back to, with the
// outlets of each.
function givers(answer, story) {
  const articles = [...new Set(answer.spots.map((s) => s[0]))];
  const outlets = [...new Set(articles.map((i) => model.articles[i].name))];
  const texts = new Map();
  const counted = new Set(); // an outlet with two articles counts once
  for (const i of articles) {
    const first = story && story.origins.has(i) ? story.origins.get(i) : i;
    if (!texts.has(first)) texts.set(first, {first, outlets: new Set(), called: (story && story.called.get(first)) || ""});
    if (!counted.has(model.articles[i].name)) texts.get(first).outlets.add(model.articles[i].name);
    counted.add(model.articles[i].name);
  }
  const origins = [...texts.values()].map((t) => ({first: t.first, count: t.outlets.size, agency: t.called !== "" && t.called !== "own report", called: t.called || (t.outlets.size > 1 ? `the text of ${model.articles[t.first].name}` : "own report")}));
  return {articles: articles.map((i) => model.articles[i]), outlets, origins};
}

// "Reuters (4), own report (1)": own reports together; only where an agency is named or texts hang together.
function originNames(origins) {
  const by = new Map();
  for (const o of origins) if (o.count) by.set(o.called, (by.get(o.called) || 0) + o.count);
  return [...by].sort((a, b) => b[1] - a[1]).map(([called, count]) => (by.size > 1 || count > 1 ? `${called} (${count})` : called)).join(", ");
}

function lazy(object, name, value) {
  Object.defineProperty(object, name, {value, configurable: true});
  return value;
}

const placeOf = (article, line, column) => `${article.file}:${line}${column ? ":" + column : ""}`;

// For search and for telling two sentences alike: no case, no accents, no marks' shapes.
const plain = (text) => text.normalize("NFKD").replace(/\p{M}+/gu, "").replace(/[‘’]/g, "'").replace(/[“”]/g, '"')
  .replace(/[‐-―]/g, "-").toLowerCase();
const bare = (text) => plain(text).replace(/[^\p{L}\p{N}]+/gu, " ").trim();
