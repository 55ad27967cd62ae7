// What bench_page.py asks the page: the time until it can be used, and from a choice to the new list laid out.
({
ready: async () => {
    await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    return performance.now();
},
// From a choice or words in the form to the new list laid out.
choose: choice => {
    const form = document.querySelector(".kiezer");
    for (const name of ["thema", "ronde", "oordeel", "zoek"]) form.elements[name].value = choice[name] ?? "";
    const start = performance.now();
    form.elements.thema.dispatchEvent(new Event("change", {bubbles: true}));
    document.body.getBoundingClientRect();
    return performance.now() - start;
},
// The alternative: every row stays, and is hidden or not.
hide: choice => {
    const words = (choice.zoek ?? "").split(" ");
    const rows = [...document.querySelectorAll("ol.uitspraken > li")];
    const start = performance.now();
    for (const row of rows) {
        const data = row.dataset;
        row.hidden = "niet" in data
            || Boolean(choice.thema) && !data.thema.split("|").includes(choice.thema)
            || Boolean(choice.ronde) && data.ronde !== choice.ronde
            || choice.oordeel === "kritisch" && !["knelpunt", "wens"].includes(data.oordeel)
            || choice.oordeel === "wens" && data.oordeel !== "wens"
            || !words.every(word => row.querySelector("p").textContent.toLowerCase().includes(word));
    }
    document.body.getBoundingClientRect();
    return performance.now() - start;
},
})
