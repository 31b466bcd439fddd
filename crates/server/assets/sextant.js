// The theme that the reader chose, and light on the words of the claim under the pointer. Pages work without it.
(function () {
  "use strict";
  var root = document.documentElement;
  var key = "sextant-theme";
  function stored() { try { return localStorage.getItem(key); } catch (e) { return null; } }
  function apply(theme) { if (theme) { root.setAttribute("data-theme", theme); } else { root.removeAttribute("data-theme"); } }
  apply(stored());
  document.addEventListener("DOMContentLoaded", function () {
    var button = document.querySelector("button.theme");
    if (button) {
      var dark = function () { var t = stored(); return t ? t === "dark" : matchMedia("(prefers-color-scheme: dark)").matches; };
      var label = function () { button.textContent = dark() ? "Light" : "Dark"; button.setAttribute("aria-label", "Switch to the " + (dark() ? "light" : "dark") + " theme"); };
      button.hidden = false;
      label();
      button.addEventListener("click", function () {
        var next = dark() ? "light" : "dark";
        try { localStorage.setItem(key, next); } catch (e) { /* private windows keep nothing */ }
        apply(next);
        label();
      });
    }
    var lit = [];
    function dim() { lit.forEach(function (e) { e.classList.remove("lit"); }); lit = []; }
    function light(ids) {
      dim();
      document.querySelectorAll("a.said").forEach(function (e) {
        if (e.dataset.claims.split(" ").some(function (c) { return ids.indexOf(c) >= 0; })) { lit.push(e); }
      });
      ids.forEach(function (id) { var e = document.getElementById("claim-" + id); if (e) { lit.push(e); } });
      lit.forEach(function (e) { e.classList.add("lit"); });
    }
    function over(event) {
      var said = event.target.closest("a.said");
      var claim = event.target.closest("li[data-claim]");
      if (said) { light(said.dataset.claims.split(" ")); } else if (claim) { light([claim.dataset.claim]); }
    }
    if (document.querySelector(".paper")) {
      ["mouseover", "focusin"].forEach(function (name) { document.addEventListener(name, over); });
      var jump = function () { var id = location.hash.slice(1); if (/^(w|claim)-/.test(id)) { light([id.replace(/^(w|claim)-/, "")]); } };
      window.addEventListener("hashchange", jump);
      jump();
    }
  });
})();
