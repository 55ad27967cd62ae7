// What is answered, and the cells that say it. An answer: c(ategory), s(tance), t(hemes), n(one: geen, geen inhoud or
// buiten onderwerp), q (in doubt), o (remark), ok (somebody went on to the next), who, date, sec(onds), at.
const data = JSON.parse(document.getElementById("gegevens").textContent);
const { columns, words, said } = data;
const COLUMN = Object.fromEntries(columns.map((name, place) => [name, place]));
const SHOWN = ["categorie", "oordeel", "themas"];
const FILLED = ["categorie_correctie", "oordeel_correctie", "themas_correctie", "status", "beoordelaar", "datum", "opmerking"];
const KINDS = ["categories", "stances", "themes"];
const UNCODED = [said.empty, said.off];
const THEMES = Object.keys(data.labels.themes);
const EMPTY = Object.freeze({ c: "", s: "", t: [], n: "", q: false, o: "", ok: false, who: "", date: "", sec: 0 });

const cellOf = (row, name) => row[COLUMN[name]];
const isBlind = (row) => cellOf(row, "controle")[0] === "b";
const isOpen = (row) => data.kind !== "decide" && !isBlind(row); // its labels are shown
const keyOf = (row) => `${cellOf(row, "uitspraak_id")} ${cellOf(row, "controle")}`;
const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, "");

/** Id of a label by its id or name, "" when there is none. */
const labelOf = (kind, written) => {
  if (Object.hasOwn(data.labels[kind], written)) return written;
  const wanted = plain(written);
  const found = Object.entries(data.labels[kind]).find(([id, name]) => plain(id) === wanted || plain(name) === wanted);
  return found ? found[0] : "";
};

/** The part of an answer that three cells say; null when one cannot be read. An empty cell says nothing. */
const labelsIn = ([category, stance, themes]) => {
  const found = { c: "", s: "", t: [], n: "" };
  if (category.trim() && !(found.c = labelOf("categories", category))) return null;
  if (stance.trim() && !(found.s = labelOf("stances", stance))) return null;
  const written = themes.trim();
  const none = [said.none, ...UNCODED].find((one) => plain(one) === plain(written));
  if (none) found.n = none;
  else if (written && plain(written) !== said.undecided) {
    const whole = labelOf("themes", written);
    found.t = whole ? [whole] : written.split(/[|;,\n]/).filter((part) => part.trim()).map((part) => labelOf("themes", part));
    if (found.t.includes("")) return null;
  }
  return found;
};

/** The cells of category, stance and themes. */
const cellsOf = (answer) => {
  if (UNCODED.includes(answer.n)) return ["", "", answer.n];
  return [answer.c, answer.s, answer.n || THEMES.filter((theme) => answer.t.includes(theme)).join("|")];
};

/** What the machine says, where it is shown; nothing where it is hidden. */
const shownOf = (row) => {
  if (!isOpen(row)) return EMPTY;
  if (!seen.has(row)) seen.set(row, { ...EMPTY, ...labelsIn(SHOWN.map((name) => cellOf(row, name))) });
  return seen.get(row);
};
const seen = new Map();
const complete = (answer) =>
  UNCODED.includes(answer.n) || Boolean(answer.c && answer.s && (answer.n || answer.t.length));
/** Whether two answers say the same, whoever gave them and when. */
const sameAnswer = (row, ...both) => {
  const [one, other] = both.map((answer) => filledIn(row, { ...answer, who: "", date: "" }).join("\n"));
  return one === other;
};
const nothing = (answer) => !answer.c && !answer.s && !answer.n && !answer.t.length;
const sameLabels = (one, other) => cellsOf(one).join("\n") === cellsOf(other).join("\n");

/** Whether an answer stands, so that the statement is done. */
const stands = (row, answer) => {
  if (isOpen(row)) return answer.ok;
  if (data.kind === "decide") return answer.ok && !nothing(answer);
  return complete(answer) || (answer.ok && answer.q && nothing(answer));
};

/** An answer from the reviewer's cells, by column name; null when nothing is filled in, "strange" when unreadable. */
const answerIn = (row, cell) => {
  const corrections = FILLED.slice(0, 3).map(cell);
  const status = cell("status").trim().toLowerCase();
  if (![...corrections, status, cell("opmerking")].some((one) => one.trim())) return null;
  const found = labelsIn(corrections);
  if (!found || !["", "akkoord", "gecorrigeerd", "twijfel", "besluit"].includes(status)) return "strange";
  const shown = shownOf(row);
  const base = nothing(found) && !["akkoord", "twijfel"].includes(status) ? EMPTY : shown;
  const themes = corrections[2].trim() ? { t: found.t, n: found.n } : { t: base.t, n: base.n };
  const labels = { c: found.c || base.c, s: found.s || base.s, ...themes };
  const filled = corrections.filter((one) => one.trim()).length;
  const agreed = status === "akkoord" || (status === "twijfel" && !filled);
  return {
    ...EMPTY, ...(isOpen(row) && !filled && !agreed ? shown : labels),
    q: status === "twijfel",
    o: cell("opmerking"),
    ok: agreed || (filled > 0 && (!isOpen(row) || filled === 3 || UNCODED.includes(found.n))),
    who: cell("beoordelaar"),
    date: cell("datum"),
    sec: Number(cell(data.extra).replace(",", ".")) || 0,
  };
};

/** The reviewer's cells of an answer, in the order of FILLED. */
const filledIn = (row, answer) => {
  const shown = shownOf(row);
  const cells = cellsOf(answer);
  const before = cellsOf(shown);
  const open = isOpen(row);
  const changed = !sameLabels(answer, shown);
  const corrections = !open || (changed && answer.ok) ? cells
    : cells.map((one, n) => (one === before[n] ? "" : one));
  const filled = corrections.some(Boolean);
  let status = "";
  if (answer.q) status = "twijfel";
  else if (data.kind === "decide") status = filled ? "besluit" : "";
  else if (filled) status = "gecorrigeerd";
  else if (open && answer.ok) status = "akkoord";
  const signed = filled || status || answer.o;
  return [...corrections, status, signed ? answer.who : "", signed ? answer.date : "", answer.o];
};

