// Starts what a person points and works with, in every window that is opened.
if (window === window.top && !pointing.started) {
  pointing.started = true;
  pointing.mode = globalThis.deskhandSetup.mode || "off";
  setInterval(follow, 60);
  const begin = () => { follow(); tell({ type: "hello" }); };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
}
