// Handing answers over: as a file, as text; and reading them again.
const exported = () => {
  const timed = answers.some((answer) => answer?.sec);
  const head = timed ? [...columns, data.extra] : columns;
  const body = rows.map((row, n) => {
    const cells = [...row];
    if (answers[n]) {
      const filled = filledIn(row, { ...answers[n], who: answers[n].who || name });
      FILLED.forEach((column, place) => { cells[COLUMN[column]] = filled[place]; });
    }
    const written = cells.map((cell, place) => (data.numbers.includes(columns[place]) ? cell.replace(".", ",") : neutralise(cell)));
    return timed ? [...written, answers[n]?.sec ? String(answers[n].sec) : ""] : written;
  });
  return asCsv([head, ...body]);
};
const fileName = () => `${data.name}_${plain(name) ? name.trim().replace(/[^\p{L}\p{N}-]+/gu, "-") : "antwoorden"}.csv`;
const result = (text) => { byId("uitslag").textContent = text; };
const named = () => {
  if (name.trim()) return true;
  result(say("who"));
  byId("naam2").focus();
  return false;
};
const rename = (event) => {
  name = event.target.value.trim();
  setting("naam", name);
  for (const id of ["naam", "naam2"]) if (byId(id) !== event.target) byId(id).value = name;
};
byId("download").onclick = () => {
  if (!named()) return;
  try {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([exported()], { type: "text/csv;charset=utf-8" }));
    link.download = fileName();
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    unsaved = 0;
    result(say("downloaded", { name: fileName() }));
  } catch {
    result(say("no_download", { name: fileName() }));
    byId("kopieer").focus();
  }
};
byId("kopieer").onclick = async () => {
  if (!named()) return;
  try {
    await navigator.clipboard.writeText(exported());
    unsaved = 0;
    result(say("copied", { name: fileName() }));
  } catch {
    const box = byId("tekstvak");
    box.value = exported();
    box.hidden = false;
    box.select();
    result(say("no_copy", { name: fileName() }));
  }
};
if (window.showSaveFilePicker) {
  byId("vast").hidden = false;
  byId("vast").onclick = async () => {
    if (!named()) return;
    try {
      inFile = await showSaveFilePicker({ suggestedName: fileName(), types: [{ accept: { "text/csv": [".csv"] } }] });
      alertOf("");
      writeFile();
      writing.then(() => result(byId("bewaard").textContent));
    } catch (problem) {
      if (problem.name !== "AbortError") byId("vast").hidden = true;
    }
  };
}
byId("leeg").onclick = async () => {
  if (!confirm(say("wipe"))) return;
  await keeping.clear();
  answers.fill(null);
  undone.length = 0;
  spent.clear();
  show();
  showProgress();
  result(say("wiped_all"));
};

// ── one's own file again, or that of a colleague ──
const merge = (found) => {
  for (const [n, answer] of found) {
    answers[n] = { ...answer, at: Date.now() };
    spent.set(n, answer.sec);
    keep(n);
  }
  show();
  showProgress();
};
const read = (file, cells) => {
  const head = cells.findIndex((row) => row.map(plain).includes("uitspraakid"));
  if (head < 0) return notice(say("not_ours", { name: file }));
  const spots = Object.fromEntries(cells[head].map((title, spot) => [plain(title), spot]));
  const fresh = [], differing = [];
  let same = 0, strange = 0;
  for (const row of cells.slice(head + 1)) {
    const cell = (column) => restore((row[spots[plain(column)]] ?? "").trim());
    const n = place.get(`${cell("uitspraak_id")} ${cell("controle")}`);
    const answer = n === undefined ? "strange" : answerIn(rows[n], cell);
    if (answer === "strange") strange += 1;
    else if (answer && answers[n] && !(nothing(answers[n]) && !answers[n].q && !answers[n].o)) {
      if (sameAnswer(rows[n], answer, answers[n])) same += 1;
      else differing.push([n, answer]);
    } else if (answer && !(sent[n] && sameAnswer(rows[n], answer, sent[n]))) fresh.push([n, answer]);
  }
  merge(fresh);
  const others = [...new Set(differing.map(([, answer]) => answer.who))].filter((who) => who && who !== name);
  const parts = [say("opened", { name: file, n: number(fresh.length) })];
  if (same) parts.push(say("same", { n: number(same) }));
  if (strange) parts.push(say("strange", { n: number(strange) }));
  if (differing.length) {
    const who = others.length ? say("of", { who: others.join(", ") }) : "";
    parts.push(say("differs", { n: number(differing.length), who }), ...(others.length ? [say("both")] : []));
  }
  const take = differing.length && !others.length;
  notice(parts.join(" "), take ? say("take", { n: number(differing.length) }) : "", () => {
    merge(differing);
    notice(say("took", { n: number(differing.length) }));
  });
  return undefined;
};
byId("bestand").onchange = async (event) => {
  for (const file of event.target.files) read(file.name, fromCsv(decoded(new Uint8Array(await file.arrayBuffer()))));
  event.target.value = "";
};

