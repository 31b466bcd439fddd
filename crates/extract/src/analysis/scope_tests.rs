//! Sentences with marks: `[-passwords]` must be negated, `[+names]` put forward as so, and so on (see [`code`]).

use super::tests::document;
use super::{Modality, Scope, analyse};

/// `+` so, `-` not so, `?` possible, `~` possibly not, `n` no evidence, `c` cannot say, `r` not ruled out, `f` feared,
/// `p` planned, `i` conditional, `u` unreal, `b` not believed.
fn code(scope: &Scope) -> char {
    match (scope.modality, scope.negated) {
        (Modality::Asserted, false) => '+',
        (Modality::Asserted, true) => '-',
        (Modality::Possible, false) => '?',
        (Modality::Possible, true) => '~',
        (Modality::NoEvidence, _) => 'n',
        (Modality::CannotSay, _) => 'c',
        (Modality::NotRuledOut, _) => 'r',
        (Modality::Feared, _) => 'f',
        (Modality::Planned, _) => 'p',
        (Modality::Conditional, _) => 'i',
        (Modality::Unreal, _) => 'u',
        (Modality::NotBelieved, _) => 'b',
    }
}

/// The text without marks, and what is marked: (code, first byte, last byte).
fn unmark(marked: &str) -> (String, Vec<(char, usize, usize)>) {
    let (mut text, mut marks, mut open) = (String::new(), Vec::new(), None);
    let mut chars = marked.chars();
    while let Some(c) = chars.next() {
        match c {
            '[' => open = chars.next().map(|code| (code, text.len())),
            ']' => marks.extend(open.take().map(|(code, from)| (code, from, text.len()))),
            c => text.push(c),
        }
    }
    (text, marks)
}

fn wrong(marked: &str) -> Option<String> {
    let (text, marks) = unmark(marked);
    let document = document(&[&text]);
    let analysis = analyse(&document);
    let mut faults = Vec::new();
    for (want, from, to) in marks {
        for (at, token) in analysis.tokens.iter().enumerate().filter(|(_, t)| t.start >= from && t.end <= to) {
            let scope = analysis.scope_at(at);
            if code(&scope) != want {
                faults.push(format!("{:?}: want {want}, got {} by {}", token.text, code(&scope), scope.rule));
            }
        }
    }
    (!faults.is_empty()).then(|| format!("{text}\n    {}", faults.join("\n    ")))
}

#[test]
fn scopes_hold_over_the_words_they_should() {
    let faults: Vec<String> = MARKED.lines().filter(|l| !l.trim().is_empty()).filter_map(wrong).collect();
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), MARKED.lines().count(), faults.join("\n"));
}

const MARKED: &str = "
The thieves took [+names] and [+emails] but not [-passwords] or [-card numbers].
[+Names], [+addresses] and [+phone numbers] were taken, though not [-bank details].
While [+bank details] were taken, [-passwords] were not.
[-Passwords] were not among the stolen files.
[-No customer data was taken].
The stolen files hold [+names]; they do not contain [-passwords] or [-location data].
[+Names] were copied, not including [-card numbers].
Apart from [+names], [-nothing was taken].
All records apart from [-passwords] were copied.
[+Every file] was copied with the exception of [-payroll records].
[-Nothing was taken] apart from [+email addresses].
None of the [-stolen files has been published].
Neither [-names] nor [-passwords] were taken.
[-Bank details of staff], held on a separate system, were not affected.
[-Payment systems] were unaffected.
[-Card data] remained safe.
The attack left [-customer records] untouched.
The intruders failed to [-reach the customer database].
Not only [+names] but also [+passwords] were taken.
The firm does not believe that [bpasswords were affected].
We do not think [bcard numbers] were seen.
The data may include [?names] and [?emails], but not [-passwords].
[?Names] and [?phone numbers] may have been copied.
[?The intruder] may have viewed or [?downloaded messages].
The file could contain [?home addresses].
[?Health records] were potentially exposed.
[?The attackers] are believed to be affiliates of [?Akira].
There is no evidence that [npasswords were taken].
The bank has seen no sign of [nfraud].
It found nothing to suggest that [nthe data was misused].
The agency is not aware of any [nmisuse].
It had seen no evidence that [nrecords were copied], but [+it reset passwords].
The firm has no indication that [nfiles were published], the spokesman said.
It is too early to say who was [cbehind the attack].
Acme declined to say whether [cdata had been taken].
Acme would not comment on [cthe ransom].
The company is still trying to find out whether [cstaff records were copied].
The police would not speculate on [cthe motive].
It is not known whether [cnames were taken].
Whether [cpasswords were taken] is not yet known.
The firm cannot yet say if [cthe attacks are linked].
It could not rule out that [rdata were copied].
[rTheft of data] could not be ruled out.
The union fears that [fcriminals will use the numbers].
Shelves are empty over fears [fthe hackers still have access].
If [ipasswords were taken], customers will be told.
[+Customers were told] that they must act if [itheir data was taken].
The company will [pnotify customers].
The firm plans to [prestore the system].
Customers should [uchange their passwords].
Have [uthe hackers left the system]?
Given another hour, they would have [ucopied bank account numbers].
The firm said that [+names were taken] and that [-passwords were not].
The chain said [+ransomware was found] and [-no data was lost].
Hackers got in without [-touching backups].
The company denied that [-data was stolen].
The bank denied [-it had been hacked].
Acme prevented the hackers from [-reaching patient files].
It is unclear whether [cdata was stolen].
[-No passwords], [-card numbers] or [-bank details] were in the file.
The database held [+names and addresses], rather than [-passwords].
The file held names, [+emails] and hashed passwords, other than [-those of staff].
Files excluding [-medical records] were copied.
The hackers took [+names], without [-any passwords].
No data other than [+names] was taken.
Trains ran on schedule and [-no passengers were harmed].
[-Customer records] were never accessed.
The app is no longer [-available].
“[+Names were taken],” the firm said, “but [-no passwords].”
“[-No passwords],” the bank said, “[-were in the file].”
The hackers accessed the mailbox without permission and [+read messages].
The agency said it was investigating whether [cthe two attacks were linked].
The ministry said the attack [pwould] not delay the sale.
The notice said passwords [-had not been] taken, while [+names had].
The stolen data does not include [-passwords], the bank said, but does include [+home addresses].
Data including [+names], [+emails] and [+birth dates] was copied.
The supplier was not able to [-open the files].
The firm’s systems were hit and it is unable to say how many [ccustomers were affected].
Only [+names] were taken; [-card data] was not.
They stole [+contracts] and nothing [-else].
There was nothing to indicate that [npatients were harmed].
The company said it did not know how [cthe hackers got in].
";
