// Draws each chart of the page: a line over the weeks, a goal with what may come of it, or a bar for each of some people. The same stands in a sentence and a table beside it.
(() => {
  const tone = (name) => {
    const probe = document.createElement("span");
    probe.className = `tone-${name}`;
    document.body.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  };

  const bars = (given, font, line, accent) => ({
    animation: false,
    grid: { left: 8, right: 24, top: 4, bottom: 14, containLabel: true },
    textStyle: font,
    tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: "shadow" } },
    xAxis: { type: "value", min: 0, minInterval: 1, axisLabel: { color: font.color }, splitLine: { lineStyle: { color: line } } },
    yAxis: { type: "category", inverse: true, data: given.weeks, axisLabel: { color: font.color, width: 150, overflow: "truncate" }, axisLine: { lineStyle: { color: line } }, axisTick: { show: false } },
    series: [{ name: given.title, type: "bar", data: given.values, barMaxWidth: 16, itemStyle: { color: accent, borderRadius: 3 } }],
  });

  // Past weeks, the figure to reach, and the span in which it lies in four of five cases.
  const goal = (given, font, line, accent, warm) => {
    const gap = Array(given.values.length).fill(null);
    const ahead = (values) => [...gap, ...values];
    const width = given.high.map((high, nth) => Math.round((high - given.low[nth]) * 100) / 100);
    const band = { type: "line", stack: "band", symbol: "none", lineStyle: { opacity: 0 }, silent: true };
    const told = (value) => value == null ? "–" : `${value} ${given.unit}`.trim();
    return {
      animation: false,
      grid: { left: 8, right: 12, top: 12, bottom: 14, containLabel: true },
      textStyle: font,
      tooltip: {
        trigger: "axis", renderMode: "richText",
        formatter: ([first]) => {
          const nth = first.dataIndex - gap.length;
          const said = nth < 0 ? told(given.values[first.dataIndex]) : `${told(given.low[nth])} to ${told(given.high[nth])}`;
          return `${first.axisValue}\n${said}`;
        },
      },
      xAxis: { type: "category", data: given.weeks, axisLabel: { color: font.color, hideOverlap: true }, axisLine: { lineStyle: { color: line } }, axisTick: { show: false } },
      yAxis: { type: "value", min: 0, max: given.unit === "%" ? 100 : (seen) => Math.ceil(Math.max(seen.max, given.target)), axisLabel: { color: font.color }, splitLine: { lineStyle: { color: line } } },
      series: [
        { name: "from", data: ahead(given.low), ...band },
        { name: "to", data: ahead(width), ...band, areaStyle: { color: accent, opacity: 0.22 } },
        { name: "forecast", type: "line", data: ahead(given.middle), symbol: "none", lineStyle: { width: 2, type: "dashed", color: accent } },
        {
          name: given.title, type: "line", data: given.values, connectNulls: false, symbolSize: 4, lineStyle: { width: 2, color: accent }, itemStyle: { color: accent },
          markLine: { silent: true, symbol: "none", data: [{ yAxis: given.target }], lineStyle: { color: warm, width: 1.5, type: "solid" }, label: { show: false } },
        },
      ],
    };
  };

  // Two figures a day, side by side.
  const beside = (given, font, line, colours) => ({
    animation: false,
    grid: { left: 8, right: 12, top: 34, bottom: 14, containLabel: true },
    textStyle: font,
    legend: { top: 0, left: 0, textStyle: font, itemWidth: 14, itemHeight: 10 },
    tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: "shadow" } },
    xAxis: { type: "category", data: given.weeks, axisLabel: { color: font.color, hideOverlap: true }, axisLine: { lineStyle: { color: line } }, axisTick: { show: false } },
    yAxis: { type: "value", min: 0, minInterval: 1, axisLabel: { color: font.color }, splitLine: { lineStyle: { color: line } } },
    series: Object.entries(given.series).map(([name, data], nth) => ({ name, type: "bar", data, barMaxWidth: 14, itemStyle: { color: colours[nth % colours.length], borderRadius: 2 } })),
  });

  const draw = (place) => {
    const given = JSON.parse(place.dataset.chart);
    const names = (given.lines ?? []).map(([name]) => name);
    const [ink, line, accent] = [tone("soft"), tone("line"), tone("accent")];
    echarts.getInstanceByDom(place)?.dispose();
    const chart = echarts.init(place, null, { renderer: "svg" });
    const font = { color: ink, fontFamily: getComputedStyle(document.body).fontFamily };
    if (given.kind === "beside") return chart.setOption(beside(given, font, line, [ink, accent]));
    if (given.kind === "bars") return chart.setOption(bars(given, font, line, accent));
    if (given.kind === "goal") return chart.setOption(goal(given, font, line, accent, tone("warm")));
    chart.setOption({
      animation: false,
      grid: { left: 8, right: 12, top: names.length > 1 ? 34 : 12, bottom: 14, containLabel: true },
      textStyle: font,
      tooltip: { trigger: "axis", renderMode: "richText", valueFormatter: (value) => value == null ? "fewer than five members" : `${value} ${given.unit}`.trim() },
      xAxis: { type: "category", data: given.weeks, axisLabel: { color: ink, hideOverlap: true }, axisLine: { lineStyle: { color: line } }, axisTick: { show: false } },
      yAxis: { type: "value", min: 0, max: given.unit === "%" ? 100 : null, axisLabel: { color: ink }, splitLine: { lineStyle: { color: line } } },
      legend: names.length > 1 ? { data: names, top: 0, left: 8, icon: "roundRect", itemHeight: 3, textStyle: { color: ink } } : undefined,
      series: given.lines.map(([name, values], nth) => ({
        name, type: "line", data: values, connectNulls: false, symbolSize: 5,
        symbol: nth ? "emptyDiamond" : "circle", itemStyle: { color: nth ? ink : accent },
        lineStyle: { width: 2, color: nth ? ink : accent, type: nth ? "dashed" : "solid" },
      })),
    });
  };

  const drawAll = () => document.querySelectorAll("[data-chart]").forEach(draw);
  document.addEventListener("htmx:afterSwap", drawAll);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  addEventListener("resize", () => document.querySelectorAll("[data-chart]").forEach((place) => echarts.getInstanceByDom(place)?.resize()));
  drawAll();
})();
