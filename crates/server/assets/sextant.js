// The theme that the reader chose, light on the words of the claim under the pointer, and the linkage board that answers
// its switches in place. Pages work without it: each of these is a link as well.
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
    if (document.getElementById("board")) { board(); }
    again();
    keys();
    days();
    var find = document.getElementById("find");
    if (find) { suggest(find); }
    live();
    passkeys();
  });

  // Passkeys: the browser asks the device, and what it answers is sent by the form that asked.
  function passkeys() {
    var code = { "-": "+", "_": "/", "+": "-", "/": "_" };
    function swap(text, signs) { return text.replace(signs, function (sign) { return code[sign]; }); }
    function bytes(text) { return Uint8Array.from(atob(swap(text, /[-_]/g)), function (sign) { return sign.charCodeAt(0); }); }
    function text(buffer) {
      if (!buffer) { return ""; }
      return swap(btoa(String.fromCharCode.apply(null, new Uint8Array(buffer))).replace(/=+$/, ""), /[+/]/g);
    }
    function key(id) { return { type: "public-key", id: bytes(id) }; }
    document.querySelectorAll("form[data-passkey]").forEach(function (form) {
      if (!window.PublicKeyCredential) { return; }
      var of = form.dataset;
      var ids = (of.credentials || "").split(",").filter(Boolean).map(key);
      form.hidden = false;
      form.querySelector("button").hidden = false;
      form.addEventListener("submit", function (event) {
        event.preventDefault();
        var asked = of.passkey === "create" ? navigator.credentials.create({ publicKey: {
          challenge: bytes(of.challenge), rp: { id: of.rp, name: "Sextant" }, attestation: "none", excludeCredentials: ids,
          user: { id: bytes(of.handle), name: of.name, displayName: of.name },
          pubKeyCredParams: [-7, -8, -257].map(function (alg) { return { type: "public-key", alg: alg }; }),
          authenticatorSelection: { residentKey: "preferred", userVerification: "preferred" }
        } }) : navigator.credentials.get({ publicKey: {
          challenge: bytes(of.challenge), rpId: of.rp, allowCredentials: ids, userVerification: ids.length ? "preferred" : "required"
        } });
        asked.then(function (made) {
          var said = made.response;
          var parts = { credential: made.rawId, client: said.clientDataJSON, attestation: said.attestationObject,
            authenticator: said.authenticatorData, signature: said.signature, handle: said.userHandle };
          Object.keys(parts).forEach(function (name) { if (form.elements[name]) { form.elements[name].value = text(parts[name]); } });
          form.submit();
        }).catch(function () {
          form.querySelector(".told").textContent = "The device did not answer, or was asked for nothing that it has. Try again.";
        });
      });
    });
  }

  // Something that this page shows has changed: say so, and leave it to the reader when to look.
  function live() {
    var told = document.querySelector("[data-live]");
    if (!told || !window.EventSource || /[?&](as_of|page)=/.test(location.search)) { return; }
    var stream = new EventSource("/api/v1/events");
    stream.addEventListener("changed", function (event) {
      var ids = JSON.parse(event.data).incidents;
      if (told.dataset.live && ids.length && ids.indexOf(told.dataset.live) < 0) { return; }
      var link = document.createElement("a");
      link.href = location.pathname + location.search;
      link.textContent = "Show it as it is now";
      told.textContent = (told.dataset.live ? "This incident has changed. " : "Something has changed. ");
      told.appendChild(link);
      told.hidden = false;
      stream.close();
    });
  }

  // All days on which something changed, on a slider: the links beside it are the latest of them.
  function days() {
    var nav = document.querySelector("[data-days]");
    var all = nav && nav.dataset.days ? nav.dataset.days.split(" ") : [];
    if (all.length < 3) { return; }
    var asked = new URLSearchParams(location.search).get("as_of");
    var range = document.createElement("input");
    var told = document.createElement("span");
    told.className = "slid"; // its words are drawn by the style sheet: the page's own stay the same
    range.type = "range";
    range.min = 0;
    range.max = all.length;
    range.value = asked ? Math.max(0, all.filter(function (d) { return d <= asked; }).length - 1) : all.length;
    range.setAttribute("aria-label", "As known on");
    var say = function () {
      told.dataset.day = all[range.value] || "now";
      range.setAttribute("aria-valuetext", told.dataset.day);
    };
    say();
    range.addEventListener("input", say);
    range.addEventListener("change", function () {
      var query = new URLSearchParams(location.search);
      if (all[range.value]) { query.set("as_of", all[range.value]); } else { query.delete("as_of"); }
      query.set("clock", nav.dataset.clock);
      location.search = query.toString();
    });
    nav.insertAdjacentElement("afterend", told);
    nav.insertAdjacentElement("afterend", range);
  }

  // The queue by keys: j and k move, a, c and r press what is there to press.
  function keys() {
    var items = Array.prototype.slice.call(document.querySelectorAll(".waiting > li"));
    var at = 0;
    if (!items.length) { return; }
    document.querySelector(".keys").hidden = false;
    function go(to, move) {
      items[at].classList.remove("on");
      at = Math.max(0, Math.min(items.length - 1, to));
      items[at].classList.add("on");
      if (move) { items[at].focus(); items[at].scrollIntoView({ block: "nearest" }); }
    }
    go(0, false);
    document.addEventListener("focusin", function (event) {
      var item = items.indexOf(event.target.closest(".waiting > li"));
      if (item >= 0 && item !== at) { go(item, false); }
    });
    document.addEventListener("keydown", function (event) {
      if (event.metaKey || event.ctrlKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) { return; }
      var press = { a: "button[value=accept]", r: "button[value=reject]", c: "a.correct" }[event.key];
      if (event.key === "j") { go(at + 1, true); }
      if (event.key === "k") { go(at - 1, true); }
      if (press) { event.preventDefault(); items[at].querySelector(press).click(); }
    });
  }

  // What is under way is looked at again until it is done.
  function again() {
    var live = document.querySelector("#live[data-again]");
    if (!live) { return; }
    setTimeout(function () {
      fetch(live.dataset.again, { credentials: "same-origin" }).then(function (response) {
        if (!response.ok) { throw new Error(); }
        return response.text();
      }).then(function (text) {
        var page = new DOMParser().parseFromString(text, "text/html");
        ["h1", "#live"].forEach(function (what) {
          var fresh = page.querySelector(what);
          if (fresh) { document.querySelector(what).replaceWith(document.adoptNode(fresh)); }
        });
        again();
      }).catch(function () { /* the link stays */ });
    }, 1000);
  }

  // Offers queries that what was typed may become. The field is a plain one without this.
  function suggest(find) {
    var list = document.createElement("datalist");
    list.id = "offered";
    find.insertAdjacentElement("afterend", list);
    var asked = 0;
    find.addEventListener("input", function () {
      var mine = asked += 1;
      setTimeout(function () {
        if (mine !== asked || !find.value.trim()) { return; }
        fetch("/search/suggest?q=" + encodeURIComponent(find.value), { credentials: "same-origin" }).then(function (response) {
          return response.ok ? response.json() : [];
        }).then(function (offered) {
          if (mine !== asked) { return; }
          list.replaceChildren.apply(list, offered.map(function (one) {
            var option = document.createElement("option");
            option.value = one.query;
            option.label = one.what;
            return option;
          }));
          find.setAttribute("list", list.id);
        }).catch(function () { /* the field stays a plain one */ });
      }, 120);
    });
  }

  // Follows the board's own links without leaving the page: the answer is computed where it always is.
  function board() {
    var asked = 0;
    function slider() {
      var nav = document.querySelector("[data-slider]");
      var days = nav ? Array.prototype.slice.call(nav.querySelectorAll("a")) : [];
      if (days.length < 3) { return; }
      var range = document.createElement("input");
      range.type = "range";
      range.id = "slider";
      range.min = 0;
      range.max = days.length - 1;
      range.value = Math.max(0, days.findIndex(function (a) { return a.hasAttribute("aria-current"); }));
      range.setAttribute("aria-label", "As known on");
      var say = function () { range.setAttribute("aria-valuetext", days[range.value].textContent); };
      say();
      range.addEventListener("input", function () { say(); follow(days[range.value].href, "slider", 120); });
      nav.insertAdjacentElement("afterend", range);
    }
    function put(page, url, focus) {
      var fresh = page.getElementById("board");
      if (!fresh) { location.href = url; return; }
      var open = Array.prototype.map.call(document.querySelectorAll("#board details"), function (d) { return d.open; });
      document.getElementById("board").replaceWith(document.adoptNode(fresh));
      document.querySelectorAll("#board details").forEach(function (d, n) { d.open = Boolean(open[n]); });
      history.replaceState(null, "", url);
      slider();
      var to = document.getElementById(focus) || document.getElementById("on-now");
      if (to) { to.focus({ preventScroll: true }); }
    }
    function follow(url, focus, wait) {
      var mine = asked += 1;
      setTimeout(function () {
        if (mine !== asked) { return; }
        document.getElementById("board").setAttribute("aria-busy", "true");
        fetch(url, { credentials: "same-origin" }).then(function (response) {
          if (!response.ok) { throw new Error(); }
          return response.text();
        }).then(function (text) {
          if (mine === asked) { put(new DOMParser().parseFromString(text, "text/html"), url, focus); }
        }).catch(function () { location.href = url; });
      }, wait);
    }
    document.addEventListener("click", function (event) {
      var link = event.target.closest("a[data-board]");
      if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) { return; }
      event.preventDefault();
      follow(link.getAttribute("href"), link.id, 0); // of a drawing, href is no text
    });
    slider();
  }
})();
