// ---- Copies as Markdown, for a mail or a ticket. What pages say stays text in it.

const escaped = (text) => text.replace(/[\\`*_[\]|~<>#&]/g, (c) => (c === "<" ? "&lt;" : c === ">" ? "&gt;" : c === "&" ? "&amp;" : "\\" + c))
  .replace(/@(?=\w)/g, "@\u200b").replace(/:(?=\/\/)/g, ":\u200b");

function markedWords(side) {
  let made = "";
  let at = 0;
  for (const mark of side.marks.filter((m) => m.loud)) {
    made += escaped(side.text.slice(at, mark.start)) + `**${escaped(side.text.slice(mark.start, mark.end))}**`;
    at = mark.end;
  }
  return made + escaped(side.text.slice(at));
}

function findingMarkdown(finding) {
  const lines = [`**${LEVEL_NAMES[finding.level]}** · ${ruleName(finding.rule.slug)} · ${escaped(finding.message)}`, ""];
  for (const side of finding.sides) {
    const date = [side.article.day, model.claimTime(side.claim)].filter(Boolean).map((s) => `, ${s}`).join("");
    lines.push(`- ${escaped(side.article.name)}${date} (\`${side.place.replace(/`/g, "'")}\`): “${markedWords(side)}”`);
  }
  if (finding.presence) lines.push(`- ${escaped(finding.presence)}`);
  const more = finding.others.reduce((sum, s) => sum + s.places, 0);
  if (more) lines.push(`- and ${plural(more, "further place")}`);
  for (const reason of finding.evidence) lines.push(`- Why: ${escaped(reason)}`);
  if (finding.decision) lines.push(`- ${escaped(decisionWords(finding))}`);
  for (const comment of finding.comments) lines.push(`- ${escaped(commentWords(comment))}`);
  lines.push("", `Finding ${finding.fingerprint}`);
  return lines.join("\n") + "\n";
}

function storyMarkdown(story, findings) {
  const lines = [`## ${escaped(story.title)}`, "", ...story.members.map((a) => `- ${escaped(a.name)}, ${a.day || "no date"}: ${escaped(a.title)}`), ""];
  for (const row of sortedRows(story.facts).filter((r) => r.differs)) {
    const said = row.answers.map((a) => `${a.odd ? "**" : ""}${escaped(shortened(a.value, 120))}${a.odd ? "**" : ""} (${givers(a, story).outlets.map(escaped).join(", ")})`);
    lines.push(`- ${escaped(row.label)}: ${said.join("; ")}`);
  }
  if (lines.at(-1) !== "") lines.push("");
  lines.push(`### ${plural(findings.length, "finding")}`, "");
  for (const finding of findings) lines.push(findingMarkdown(finding));
  return lines.join("\n");
}

function decisionWords(finding) {
  const decision = finding.decision;
  const until = decision.expires ? `, until ${decision.expires}` : "";
  const sentence = (text) => (/[.!?]$/.test(text) ? text : text + ".");
  return [`Decided: ${VERDICTS[decision.verdict] || decision.verdict}, by ${decision.editor}, ${decision.decided_at.slice(0, 10)}${until}.`,
    (decision.wrong || []).length > 0 && `Wrong in: ${decision.wrong.map(sideName).join(", ")}.`,
    decision.right && `Should be: “${decision.right}”.`,
    decision.assignee && `Assigned to ${decision.assignee}.`,
    decision.fixed_at && `Fixed in our copy by ${decision.fixed_by}, ${decision.fixed_at.slice(0, 10)}.`,
    decision.reason && `Why: ${sentence(decision.reason)}`, decision.note && `Note: ${decision.note}`].filter(Boolean).join(" ");
}

const commentWords = ([editor, at, text]) => `${editor}, ${at.slice(0, 10)}: ${text}`;

// A wrong side is an article by its id, or an outlet.
function sideName(name) {
  const article = model.articles.find((a) => a.id === name);
  return article ? article.name : name;
}
