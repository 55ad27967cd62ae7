// Each link in turn, and the number that the page then says it found.
async links => {
    const status = document.querySelector("#uitspraken .melding");
    const found = [];
    for (const link of links) {
        const arrived = new Promise(done => addEventListener("hashchange", done, {once: true}));
        location.hash = "#elders";
        await arrived;
        const there = new Promise(done => addEventListener("hashchange", done, {once: true}));
        location.hash = link;
        await there;
        found.push(Number(status.textContent.split(" ")[0].replace(".", "")));
    }
    return found;
}
