// What needs no page: server-sent events, and the reply that they make.

/** Text as it arrives → the data of whole events; an event may come in pieces, or several at once. */
class Events {
  constructor() {
    this.rest = "";
  }

  push(text) {
    const parts = (this.rest + text).split("\n\n");
    this.rest = parts.pop();
    return parts.flatMap((part) => part.split("\n").filter((line) => line.startsWith("data: ")).map((line) => line.slice(6)));
  }
}

/** A reply that grows by chunks of a chat completion. */
class Growing {
  /** `opened` says that the prompt ended with an open <think>, which is then none of the reply's own. */
  constructor(opened) {
    this.opened = opened;
    this.reasoning = this.content = "";
    this.thought = false;
    this.tokens = 0;
    this.end = null;
  }

  /** Takes a chunk; throws what the server says went wrong. */
  add(chunk) {
    if (chunk.error) throw new Error(chunk.error.message);
    if (chunk.usage) this.tokens = chunk.usage.completion_tokens;
    for (const choice of chunk.choices) {
      const { reasoning, content } = choice.delta;
      if (reasoning !== undefined) this.thought = true;
      this.reasoning += reasoning ?? "";
      this.content += content ?? "";
      this.end = choice.finish_reason ?? this.end;
    }
  }

  /** The reply as the model wrote it. */
  get text() {
    if (!this.thought) return this.content;
    return (this.opened ? "" : "<think>") + this.reasoning + (this.content ? "</think>" + this.content : "");
  }
}
