// Only an extra: the list answers too. The way that was used last counts.
const FINGER = 22; // pixels around its middle that are a marker

for (const box of document.querySelectorAll("[data-hotspot]")) {
  const sheet = box.querySelector("[data-radius]");
  const { width, height } = sheet.viewBox.baseVal;
  const r = sheet.dataset.radius;
  const named = (name) => [...box.querySelectorAll(`[name=${name}]`)];
  const [way] = named("way");
  const fields = named("point");
  const read = () => fields.filter(({ value }) => value).map(({ value }) => value.split(","));

  const show = (points) => {
    fields.forEach((field, at) => { field.value = points[at] ?? ""; });
    sheet.innerHTML = points.map(([x, y], at) =>
      `<circle cx="${x}" cy="${y}" r="${r}"/><text x="${x}" y="${y}" dy=".36em" font-size="${r}">${at + 1}</text>`).join("");
    if (!points.length) return;
    way.value = "points";
    for (const field of named("area")) field.checked = false;
  };

  sheet.addEventListener("click", ({ clientX, clientY }) => {
    const edge = sheet.getBoundingClientRect();
    const scale = edge.width / width;
    const x = Math.min(width, Math.round((clientX - edge.left) / scale));
    const y = Math.min(height, Math.round((clientY - edge.top) / scale));
    const points = read();
    const others = points.filter((one) => Math.hypot(one[0] - x, one[1] - y) * scale > FINGER);
    if (others.length === points.length) {
      if (fields.length === 1) others.pop();
      if (others.push([x, y]) > fields.length) return;
    }
    show(others);
    way.value = "points";
    way.dispatchEvent(new Event("change", { bubbles: true }));
  });

  box.addEventListener("change", ({ target }) => {
    if (target.name !== "area") return;
    way.value = "list";
    show([]);
  });

  // It also changes when an answer that only this device had is put back.
  const line = box.closest("form").querySelector("[data-saved]");
  if (line) new MutationObserver(() => show(read())).observe(line, { childList: true });
  for (const text of box.querySelectorAll("[data-script]")) text.hidden = !text.hidden;
  show(read());
}
