// What pages do beyond HTML: the colour mode, menus, dialogs, and telling when a request fails.
// Everything here only adds: without it, every page can still be read and every form be sent.
"use strict";

(() => {
  const root = document.documentElement;
  const YEAR = 365 * 24 * 60 * 60;

  // ---------------------------------------------------------------- light, dark, or the system's
  // Kept in a cookie and not in local storage, so that the server draws the right one at once.
  const showTheme = () => {
    const chosen = root.dataset.theme || "system";
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === chosen));
    }
    for (const group of document.querySelectorAll("[data-theme-choices]")) group.hidden = false;
  };
  const chooseTheme = (choice) => {
    if (choice === "system") delete root.dataset.theme;
    else root.dataset.theme = choice;
    const age = choice === "system" ? 0 : YEAR;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `theme=${choice}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
    showTheme();
  };

  // ---------------------------------------------------------------- toasts
  const toast = (name) => {
    const template = document.getElementById(`toast-${name}`);
    const toasts = document.getElementById("toasts");
    if (!template || !toasts) return;
    // One is enough, however often a panel that refreshes itself fails.
    toasts.querySelector(`[data-toast="${name}"]`)?.remove();
    toasts.append(template.content.cloneNode(true));
  };
  const dropToasts = () => document.getElementById("toasts")?.replaceChildren();

  // ---------------------------------------------------------------- clicks
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    for (const menu of document.querySelectorAll("details.account[open]")) {
      if (!menu.contains(target)) menu.open = false;
    }
    const part = target?.closest(
      "[data-theme-choice], [data-dialog], [data-dialog-close], [data-dismiss], [data-print]",
    );
    if (!part) return;
    if ("themeChoice" in part.dataset) chooseTheme(part.dataset.themeChoice);
    if ("dialog" in part.dataset) document.getElementById(part.dataset.dialog)?.showModal();
    if ("dialogClose" in part.dataset) part.closest("dialog")?.close();
    if ("dismiss" in part.dataset) part.closest(".note")?.remove();
    if ("print" in part.dataset) window.print();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.account[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // ---------------------------------------------------------------- a deed is sent once
  // The server takes a repeated deed once anyway; this only spares the reader a refusal.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
  });
  const forgetSent = (form) => {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  };
  window.addEventListener("pageshow", () => document.querySelectorAll("form").forEach(forgetSent));

  // ---------------------------------------------------------------- panels that fill themselves
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target instanceof Element ? event.target.closest("form") : null;
    if (form) forgetSent(form);
    if (event.detail.successful) dropToasts();
  });
  document.addEventListener("htmx:responseError", () => toast("refused"));
  document.addEventListener("htmx:sendError", () => toast("offline"));

  showTheme();
})();
