// Each link in turn (none twice in a row: a browser would not follow it), and the number that the page then says.
async links => {
    const status = document.querySelector("#uitspraken .melding");
    const found = [];
    for (const link of links) {
        const there = new Promise(done => addEventListener("hashchange", done, {once: true}));
        location.hash = link;
        await there;
        found.push(Number(status.textContent.split(" ")[0].replace(".", "")));
    }
    return found;
}
