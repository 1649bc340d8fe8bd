// Which sign a reaction's name stands for.

const signs = new Map([
  ["white_check_mark", "✅"], ["+1", "👍"], ["thumbsup", "👍"], ["eyes", "👀"], ["heart", "❤️"], ["tada", "🎉"],
  ["raised_hands", "🙌"], ["pray", "🙏"], ["rocket", "🚀"], ["fire", "🔥"], ["joy", "😂"], ["wave", "👋"],
  ["bulb", "💡"], ["100", "💯"], ["bug", "🐛"], ["thinking_face", "🤔"], ["clap", "👏"], ["sparkles", "✨"],
  ["star", "⭐"], ["coffee", "☕"], ["smile", "😄"], ["slightly_smiling_face", "🙂"], ["-1", "👎"], ["warning", "⚠️"],
  ["heavy_check_mark", "✔️"], ["point_up", "☝️"], ["muscle", "💪"], ["book", "📖"], ["mag", "🔍"], ["sob", "😭"],
]);

export const offered = [
  ["white_check_mark", "solved"], ["+1", "thumbs up"], ["eyes", "eyes"], ["heart", "heart"], ["tada", "party"],
];

export function sign(name) {
  return signs.get(name) || `:${name}:`;
}
