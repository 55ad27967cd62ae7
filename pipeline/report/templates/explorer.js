"use strict";
// Choosing and searching among all statements. The list in the page is the only copy of the data:
// it is read once, taken out, and the first matches are put back. The choice is in the address,
// #uitspraken?thema=…&zoek=…, so that it can be shared and undone. Without this script the whole
// list is there. Where there are too many statements for a page, some are in the list, and
// data-tellingen says how many there are of each kind (shown.py): counts are of all.
(() => {
  const PART = 10; // statements shown at once, and added by "toon meer"
  const PAUSE = 150; // milliseconds of rest in typing before searching
  const LINK = "#uitspraken?";
  const KEYS = ["thema", "ronde", "doelgroep", "oordeel", "actie"];
  const COUNTED = "mee", ALL = "alles"; // values of `telt`; the first goes without saying

  const section = document.getElementById("uitspraken");
  const find = (selector) => section.querySelector(selector);
  const [form, list, message, more, none, back] =
    [".kiezer", "ol", ".melding", ".meer", ".niets", ".terug"].map(find);
  const heading = find("h2");
  const fields = form.elements;
  const number = new Intl.NumberFormat("nl-NL");

  // ── reading ──
  const fold = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/[‘’`´]/g, "'");
  const split = (cell) => (cell ? cell.split("|") : []);
  const choices = (key) => (fields[key] ? [...fields[key].options].filter((option) => option.value) : []);
  const actions = choices("actie").filter((option) => "van" in option.dataset)
    .map((option) => ({ number: option.value, themes: split(option.dataset.van) }));
  const critical = split(choices("oordeel").find((option) => option.value === "kritisch").dataset.van);

  // As evidence/dekking.csv has it: what becomes of a statement.
  const fate = (answered, status, themes) => {
    if (answered.length) return "met_actie";
    if (status === "onbeslist") return "onbeslist";
    return themes.length ? "zonder_actie" : "zonder_thema";
  };

  // What finds a statement: per choice all its values.
  const valuesOf = (themes, status, ronde, doelgroep, oordeel) => {
    const answered = actions.filter((action) => action.themes.some((theme) => themes.includes(theme)))
      .map((action) => action.number);
    return {
      thema: status ? [...themes, status] : themes,
      ronde: [ronde],
      doelgroep: [doelgroep],
      oordeel: critical.includes(oordeel) ? [oordeel, "kritisch"] : [oordeel],
      actie: [...answered, fate(answered, status, themes)],
    };
  };
  const read = (row) => {
    const { thema, status, ronde, doelgroep, oordeel, niet } = row.dataset;
    const paragraph = row.querySelector("p");
    const text = paragraph.textContent;
    return {
      row, paragraph, text,
      folded: fold(text),
      counts: niet === undefined,
      n: 1,
      values: valuesOf(split(thema), status, ronde, doelgroep, oordeel),
    };
  };
  // Kinds of statements, with the number of each; none when the list has all statements.
  const names = choices("thema").map((option) => option.value);
  const kinds = (list.dataset.tellingen ?? "").split(";").filter(Boolean).flatMap((group) => {
    const [, ronde, doelgroep, oordeel, counted, cells] = group.match(/^(.*),(.*),(.*),(.):(.*)$/);
    return cells.split(" ").map((cell) => {
      const [, places, status, n] = cell.match(/^([^!]*)!?(.*)=(.*)$/);
      const themes = places.split(".").filter(Boolean).map((place) => names[place]);
      return { counts: counted === "1", n: Number(n), values: valuesOf(themes, status, ronde, doelgroep, oordeel) };
    });
  });
  const statements = [...list.children].map(read);
  const chosenOption = (key) => fields[key].selectedOptions[0];
  const labels = new Map(KEYS.flatMap(choices).map((option) => [option, option.textContent]));

  // ── choosing ──
  // A choice: {thema, ronde, …, zoek, telt}, each a text, "" for no choice; or {id} for one statement.
  const matching = (choice) => {
    if (choice.id) return { found: statements.filter(({ row }) => row.id === choice.id), total: statements.length };
    const words = fold(choice.zoek).split(/\s+/).filter(Boolean);
    const counts = Object.fromEntries(KEYS.map((key) => [key, new Map()]));
    const failing = (one) => KEYS.filter((key) => choice[key] && !one.values[key].includes(choice[key]));
    const asked = (one) => one.counts || choice.telt === ALL;
    const holds = (one) => words.every((word) => one.folded.includes(word));
    const byKind = kinds.length > 0 && !words.length; // words are sought in what is in the list
    const found = [];
    let total = 0, all = 0;
    for (const one of byKind ? kinds : statements) {
      if (!asked(one)) continue;
      total += one.n;
      if (!byKind && !holds(one)) continue;
      // A count behind a choice says what it would give, all other choices being as they are.
      const failed = failing(one);
      if (!failed.length) {
        all += one.n;
        if (!byKind) found.push(one);
      }
      if (failed.length > 1) continue;
      for (const key of failed.length ? failed : KEYS) {
        for (const value of one.values[key]) counts[key].set(value, (counts[key].get(value) ?? 0) + one.n);
      }
    }
    if (byKind) found.push(...statements.filter((one) => asked(one) && !failing(one).length));
    return { found, total, all, counts, words };
  };

  // ── showing ──
  // The text with the words marked; letters are compared folded, so each folded letter keeps its place.
  const marked = (text, words) => {
    const starts = [], ends = [];
    let folded = "", place = 0;
    for (const letter of text) {
      const plain = fold(letter);
      for (let n = 0; n < plain.length; n += 1) {
        starts.push(place);
        ends.push(place + letter.length);
      }
      folded += plain;
      place += letter.length;
    }
    starts.push(text.length);
    const hit = new Set();
    for (const word of words) {
      for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) {
        const end = Math.max(ends[at + word.length - 1], starts[at + word.length]); // with the accents that follow
        for (let n = starts[at]; n < end; n += 1) hit.add(n);
      }
    }
    const parts = [];
    for (let from = 0, to = 0; from < text.length; from = to) {
      while (to < text.length && hit.has(to) === hit.has(from)) to += 1;
      const part = document.createTextNode(text.slice(from, to));
      if (hit.has(from)) {
        const mark = document.createElement("mark");
        mark.append(part);
        parts.push(mark);
      } else parts.push(part);
    }
    return parts;
  };

  let now = { found: [], words: [] }; // what is on the screen
  const put = (from) => {
    const part = now.found.slice(from, from + PART);
    for (const { paragraph, text, row } of part) {
      if (now.words?.length) paragraph.replaceChildren(...marked(text, now.words));
      else if (paragraph.childElementCount) paragraph.replaceChildren(text);
      const fold = row.querySelector("details");
      if (fold) fold.open = Boolean(now.words?.length);
    }
    list.append(...part.map(({ row }) => row));
    const left = now.found.length - list.children.length;
    more.hidden = left <= 0;
    more.textContent = `Toon meer uitspraken (nog ${number.format(left)})`;
    return part;
  };

  const show = (choice, unknown = []) => {
    for (const key of KEYS) if (fields[key]) fields[key].value = choice[key] ?? "";
    if (document.activeElement !== fields.zoek) fields.zoek.value = choice.zoek ?? "";
    fields.telt.checked = choice.telt !== ALL;
    now = matching(choice);
    list.replaceChildren();
    put(0);
    list.hidden = !now.found.length;
    none.hidden = now.found.length > 0;
    for (const [option, label] of labels) {
      const n = now.counts?.[option.parentElement.name].get(option.value) ?? 0;
      option.textContent = now.counts ? `${label} (${number.format(n)})` : label;
    }
    const skipped = unknown.length
      ? ` De link noemt iets wat hier niet bestaat: ${unknown.join(", ")}. Dat is overgeslagen.` : "";
    const told = KEYS.filter((key) => choice[key]).map((key) => labels.get(chosenOption(key)));
    if (choice.zoek) told.push(`‘${choice.zoek}’`);
    const about = told.length ? `: ${told.join(" · ")}` : "";
    const [here, all, total] = [now.found.length, now.all, now.total].map((n) => number.format(n));
    const result = !kinds.length || choice.id ? `${here} van ${total} uitspraken` :
      choice.zoek ? `${here} gevonden in de ${total} uitspraken op deze pagina` : `${here} van ${all} getoond`;
    message.textContent = `${result}${about}.${skipped}`;
  };

  // ── the address ──
  const chosen = () => ({
    ...Object.fromEntries(KEYS.map((key) => [key, fields[key]?.value ?? ""])),
    zoek: fields.zoek.value.trim(),
    telt: fields.telt.checked ? "" : ALL,
  });
  const address = (choice) => {
    const kept = [...KEYS, "zoek", "telt"].filter((key) => choice[key]).map((key) => [key, choice[key]]);
    return LINK + new URLSearchParams(kept);
  };
  const parse = (link) => {
    const choice = { zoek: "", telt: "" };
    const unknown = [];
    for (const [key, value] of new URLSearchParams(link)) {
      const known = key === "zoek" || (key === "telt" && [COUNTED, ALL].includes(value)) ||
        (KEYS.includes(key) && choices(key).some((option) => option.value === value));
      if (known) choice[key] = value;
      else unknown.push(`${key} ‘${value.slice(0, 60)}’`);
    }
    return { choice, unknown };
  };

  let door = null; // where the reader came from
  // The address changed, or the page was opened with one. An entry of the history that was shown before
  // has a state; then the browser knows where the reader was, and the focus stays.
  const arrive = (fresh = history.state === null) => {
    const hash = location.hash;
    if (hash.startsWith(LINK)) {
      const { choice, unknown } = parse(hash.slice(LINK.length));
      show(choice, unknown);
    } else if (statements.some(({ row }) => `#${row.id}` === hash)) show({ id: hash.slice(1) });
    else {
      if (!hash || hash === "#uitspraken") show({ zoek: "", telt: "" });
      return;
    }
    if (!fresh) return;
    history.replaceState({ shown: true }, "");
    back.hidden = !door;
    heading.focus({ preventScroll: true });
    section.scrollIntoView({ behavior: "instant" });
  };

  const choose = (replace) => {
    const choice = chosen();
    history[replace ? "replaceState" : "pushState"]({ shown: true }, "", address(choice));
    show(choice);
  };

  // ── events ──
  let typing = 0;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", (event) => { if (event.target !== fields.zoek) choose(false); });
  fields.zoek.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(choose, PAUSE, true);
  });
  find(".wis").addEventListener("click", () => {
    fields.zoek.value = "";
    history.pushState({ shown: true }, "", LINK);
    show({ zoek: "", telt: "" });
  });
  more.addEventListener("click", () => {
    const [first] = put(list.children.length);
    first.row.tabIndex = -1;
    first.row.focus();
  });
  back.addEventListener("click", (event) => {
    event.preventDefault();
    door.focus({ preventScroll: true });
    door.scrollIntoView({ behavior: "instant", block: "center" });
  });
  for (const link of document.querySelectorAll("a.deur")) {
    link.href = address(link.dataset);
    link.addEventListener("click", () => {
      door = link;
      if (link.hash === location.hash) arrive(true); // the address does not change, so nothing else tells
    });
  }
  addEventListener("hashchange", () => arrive());

  heading.tabIndex = -1;
  find("form details").open = matchMedia("(min-width: 40rem)").matches; // on a phone the statements come first
  form.hidden = false;
  show({ zoek: "", telt: "" });
  arrive();
})();
