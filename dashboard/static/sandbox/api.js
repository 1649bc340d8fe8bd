// The page's calls. A refusal becomes an Error whose message is the sentence the server said.

const BASE = "/sandbox/api/";

async function answer(response) {
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  const error = new Error(body.error || "That did not work. Reload the page and try again.");
  error.status = response.status;
  throw error;
}

export async function ask(name, params = {}, signal) {
  const query = new URLSearchParams(params);
  return answer(await fetch(`${BASE}${name}?${query}`, { signal, cache: "no-store" }));
}

export async function tell(name, body) {
  let response;
  try {
    response = await fetch(BASE + name, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Error("The sandbox does not answer. Is Hubbub still running?");
  }
  return answer(response);
}
