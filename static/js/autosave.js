// Wagtail saves a draft by itself while somebody types. A button that is pressed just then waits until that is done:
// on a page that is new, the two would each make one, and there would be two of the same. And once the form is on its
// way it saves nothing more: what came after it would be the newer version, and Wagtail would warn for a second window.
(() => {
  "use strict";
  const PATIENCE = 30000; // milliseconds; after that the button does its work in any case
  let saving = false;
  let waiting = null;
  let leaving = false;

  const done = () => {
    saving = false;
    if (!waiting) return;
    const [form, button] = waiting;
    waiting = null;
    // Wagtail switches a button off that is at work; what is off is not sent.
    if (button) button.disabled = false;
    form.requestSubmit(button);
  };

  document.addEventListener("w-autosave:save", (event) => {
    if (leaving) event.preventDefault();
    else saving = true;
  });
  document.addEventListener("w-autosave:success", done);
  document.addEventListener("w-autosave:error", done);
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "w-editor-form") return;
    if (!saving) {
      leaving = true;
      // Somebody else may stop it still, with a question of his own.
      setTimeout(() => { leaving = !event.defaultPrevented; });
      setTimeout(() => { leaving = false; }, PATIENCE);
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!waiting) setTimeout(done, PATIENCE);
    waiting = [event.target, event.submitter];
  }, true);
  window.addEventListener("pageshow", () => { leaving = false; });
})();
