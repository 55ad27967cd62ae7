// Each link in turn, and the number that the page then says it found.
async links => {
    const status = document.querySelector("#uitspraken .melding");
    const follow = async link => {
        const there = new Promise(done => addEventListener("hashchange", done, {once: true}));
        location.hash = link;
        await there;
    };
    const found = [];
    for (const link of links) {
        if (new URL(link, location).href === location.href) await follow("#elders");
        await follow(link);
        found.push(Number(status.textContent.split(" ")[0].replace(".", "")));
    }
    return found;
}
