// Something changed in the community: the page's part is fetched anew, unless somebody is in the middle of it.
(() => {
  const news = document.getElementById("news");
  const say = document.getElementById("announcer");
  const part = () => document.getElementById("live");
  let waits = 0;

  const isInUse = () => {
    const live = part();
    const chosen = document.getSelection();
    return live.contains(document.activeElement) || (chosen && !chosen.isCollapsed && live.contains(chosen.anchorNode));
  };

  const refresh = () => {
    news.hidden = true;
    htmx.trigger(part(), "refresh");
  };

  const offer = () => {
    if (news.hidden) say.textContent = "Something has changed. At the end of the page a button shows it.";
    news.hidden = false;
  };

  const tell = () => {
    waits = 0;
    if (!part() || document.hidden) return;
    if (isInUse()) offer();
    else refresh();
  };

  const changed = () => {
    waits ||= setTimeout(tell, 400);
  };

  // Whoever went into the part while it was being fetched keeps it as it is.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.requestConfig.triggeringEvent?.type !== "refresh" || !isInUse()) return;
    event.detail.shouldSwap = false;
    offer();
  });
  document.getElementById("show-news").addEventListener("click", () => {
    refresh();
    document.getElementById("main").focus();
  });
  document.addEventListener("visibilitychange", () => document.hidden || changed());

  if (part()) new EventSource("/live").addEventListener("changed", changed);
})();
