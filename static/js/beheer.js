// Wagtail starts its choosers with inline scripts, which our policy refuses: this does the same from a file.
const start = (mark) => {
  const { chooser, chooserClass, chooserFor, chooserConfig } = mark.dataset;
  const config = JSON.parse(chooserConfig);
  if (chooserClass) new window[chooserClass](chooserFor, config);
  else window[chooser]?.(chooserFor, config);
  mark.remove();
};

// It leaves rich text, tags and the lines of a list without a name: they get that of the label above them.
const FIELDS = "[data-field-input] :is([role=textbox], input:not([type=hidden]), textarea, select):not([aria-label])";
const giveName = (field) => {
  if (field.labels?.length) return;
  let above = field;
  while ((above = above.parentElement)) {
    const label = above.querySelector(":scope > label, :scope > .w-panel__header .w-panel__heading");
    if (label) return field.setAttribute("aria-label", label.textContent.replace("*", "").trim());
  }
};
const mendAll = (root) => {
  root.querySelectorAll("[data-chooser-for]").forEach(start);
  root.querySelectorAll(FIELDS).forEach(giveName);
};

addEventListener("DOMContentLoaded", () => {
  mendAll(document);
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes) if (node.nodeType === 1 && !node.closest("template")) mendAll(node.parentNode ?? node);
  }).observe(document.body, { childList: true, subtree: true });
});
