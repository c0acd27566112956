/** The first TypeScript block of a README, and what running it prints. */
export interface ReadmeExample {
  readonly code: string;
  /** The text after `// => ` of every line that has one, a line each: `console.log(mean); // => 2.5`. */
  readonly prints: string;
}

/** Reads the first ```ts block of a README; throws when there is none or when it says nothing about what it prints. */
export function firstExample(readme: string): ReadmeExample {
  const code = /```ts\n([\s\S]*?)```/.exec(readme)?.[1];
  if (code === undefined) throw new Error("the README has no ```ts block");
  const prints = [...code.matchAll(/\/\/ => (.*)$/gm)].map((match) => `${match[1]}\n`);
  if (prints.length === 0) throw new Error("the README's example does not say what it prints: console.log(x); // => 1");
  return { code, prints: prints.join("") };
}
