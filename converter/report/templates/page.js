(function () {
  "use strict";
  var table = document.getElementById("issues");
  if (!table) { return; }
  var body = table.tBodies[0];
  var rows = Array.prototype.slice.call(body.rows);
  var find = document.getElementById("find");
  var shown = document.getElementById("shown");
  var texts = rows.map(function (row) { return row.textContent.toLowerCase(); });

  function filter() {
    var words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    var count = 0;
    rows.forEach(function (row, place) {
      var hit = words.every(function (word) { return texts[place].indexOf(word) >= 0; });
      row.hidden = !hit;
      if (hit) { count += 1; }
    });
    shown.textContent = words.length ? count + " of " + rows.length : "";
  }

  function valueOf(row, column, kind) {
    var cell = row.cells[column];
    return kind === "number" ? parseFloat(cell.getAttribute("data-value")) || 0 : cell.textContent.trim();
  }

  function sort(head) {
    var column = head.cellIndex;
    var kind = head.getAttribute("data-sort");
    var down = head.getAttribute("aria-sort") === "ascending";
    table.querySelectorAll("th[aria-sort]").forEach(function (each) { each.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    rows.slice().sort(function (a, b) {
      var x = valueOf(a, column, kind), y = valueOf(b, column, kind);
      var order = kind === "number" ? x - y : x.localeCompare(y, undefined, { numeric: true });
      return down ? -order : order;
    }).forEach(function (row) { body.appendChild(row); });
  }

  table.querySelectorAll("th[data-sort]").forEach(function (head) {
    head.tabIndex = 0;
    head.addEventListener("click", function () { sort(head); });
    head.addEventListener("keydown", function (event) { if (event.key === "Enter") { sort(head); } });
  });
  find.addEventListener("input", filter);
}());
