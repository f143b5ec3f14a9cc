// An extra on the page behind the QR: verifies what stands behind the # of the address, which no server ever sees, and
// shows the name that was signed. The page works without it (templates/certificates/_signed.html).
const root = document.querySelector("[data-signed]");
const SHORTEST = 20; // symbols: less is a place on the page, such as #inhoud
const code = location.hash.slice(1).toUpperCase();

const show = (state, claims = {}) => {
  const part = root.querySelector(`[data-state="${state}"]`).content.cloneNode(true);
  if (claims.name) part.querySelector("[data-name]").textContent = claims.name;
  if (claims.name) part.querySelector("[data-group]").textContent = claims.group;
  root.append(part);
};

if (root && code.length >= SHORTEST) {
  const { verify } = await import(root.dataset.verify);
  const answer = await fetch(root.dataset.facts, { credentials: "omit" });
  const { state, claims } = await verify(code, (await answer.json()).keys);
  const isOther = claims && claims.number !== root.dataset.number;
  if (isOther) show("mixed");
  else show(state, claims);
}
