// The reading help in the editor's panel of checks: the sentence of each tip, and our own measure of readability.
// The preview in the frame holds both (templates/courses/_advice.html).
document.addEventListener("w-preview:content", () => {
  const preview = document.getElementById("w-preview-iframe")?.contentDocument;
  const advice = preview?.getElementById("leeshulp");
  if (!advice) return;
  for (const row of document.querySelectorAll("[data-checks-panel] [data-content-checker-row]")) {
    const place = row.querySelector("[data-content-checker-selector-text]").textContent;
    const tip = place && preview.querySelector(place)?.closest("[data-advice]");
    if (!tip) continue;
    row.querySelector("[data-content-checker-help]").textContent = tip.textContent.trim().replace(/\s+/g, " ");
    row.querySelector("[data-content-checker-selector-text]").textContent = advice.dataset.name;
  }
  // Wagtail writes its own measures when this event is over.
  queueMicrotask(() => {
    const show = (name, text) => {
      const box = document.querySelector(`[data-content-${name}]`);
      if (box && text) box.textContent = text;
    };
    show("word-count", advice.dataset.words);
    show("reading-time", advice.dataset.minutes);
    show("readability-score", advice.dataset.score);
  });
});
