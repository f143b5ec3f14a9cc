// Wagtail starts its date choosers with inline scripts, which our policy refuses: this does the same from a file.
const start = (mark) => {
  window[mark.dataset.chooser]?.(mark.dataset.chooserFor, JSON.parse(mark.dataset.chooserConfig));
  mark.remove();
};
const startAll = (root) => root.querySelectorAll("[data-chooser]").forEach(start);

addEventListener("DOMContentLoaded", () => {
  startAll(document);
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes) if (node.nodeType === 1 && !node.closest("template")) startAll(node.parentNode ?? node);
  }).observe(document.body, { childList: true, subtree: true });
});
