// The CSV contract: as Dutch Excel writes and reads it. The counterpart of pipeline/core/files.py.
const MARKED = /^[=+\-@\t\r']/; // what a spreadsheet would run, and the sign that keeps it from doing so
const neutralise = (cell) => (MARKED.test(cell) ? `'${cell}` : cell);
const restore = (cell) => (cell[0] === "'" && MARKED.test(cell.slice(1)) ? cell.slice(1) : cell);
const quoted = (cell) => (/[;"\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
const asCsv = (rows) => "\ufeff" + rows.map((row) => row.map(quoted).join(";") + "\r\n").join("");

/** Text of a file, whichever program saved it. */
const decoded = (bytes) => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
};

/** Rows of cells; the sign between them is the one that stands most often in the first line. */
const fromCsv = (text) => {
  text = text.replace(/^\ufeff/, "");
  const first = text.split("\n", 1)[0];
  const sign = [";", ",", "\t"].reduce((a, b) => (first.split(b).length > first.split(a).length ? b : a));
  const rows = [];
  let row = [], cell = "", inside = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (inside) {
      if (letter !== '"') cell += letter;
      else if (text[at + 1] === '"') { cell += '"'; at += 1; } else inside = false;
    } else if (letter === '"' && !cell) inside = true;
    else if (letter === sign) { row.push(cell); cell = ""; } else if (letter === "\n") {
      rows.push([...row, cell.replace(/\r$/, "")]);
      row = []; cell = "";
    } else cell += letter;
  }
  if (cell || row.length) rows.push([...row, cell]);
  return rows.filter((cells) => cells.some((one) => one.trim()));
};

