#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]
use evidence::knowledge::*;
fn walk(root:&std::path::Path, dir:&std::path::Path, files:&mut Files){ for e in std::fs::read_dir(dir).into_iter().flatten().flatten(){ let p=e.path(); if p.is_dir(){walk(root,&p,files)} else if let Ok(t)=std::fs::read_to_string(&p){ files.0.insert(p.strip_prefix(root).unwrap().to_string_lossy().into_owned(), t);} } }
fn main(){
    let root=std::path::PathBuf::from(std::env::var("HANGUP_ROOT").unwrap_or("/work/main".into()));
    let mut files=Files::default(); for d in ["rules","facts","advice"]{ walk(&root,&root.join(d),&mut files); }
    let a:Vec<String>=std::env::args().collect();
    let t=std::time::Instant::now();
    let (k,problems)=Knowledge::load(&files,Rules::Proven).unwrap();
    let took=t.elapsed();
    let filt=a.get(2).cloned().unwrap_or_default();
    match a.get(1).map(String::as_str){
        Some("check")=>{ let mut bad=0; for p in &problems{ let s=p.to_string(); if s.contains(&filt){println!("PROBLEM {s}"); bad+=1;} }
            let mut n=0; for i in 0..k.book.rules.len(){ let r=&k.book.rules[i]; if !r.name().contains(&filt){continue;} n+=1; if !r.is_proven(){println!("{}: too few examples",r.name());} for l in k.book.prove(i){ println!("{l}"); bad+=1; } }
            println!("{n} rules checked, {bad} failures; loaded in {took:?}"); }
        Some("say")=>{ let text=a[2..].join(" "); let h=k.book.hear(&text); println!("words: {}",h.words.text.trim());
            for x in k.book.listen(&h){ let r=&k.book.rules[x.rule as usize]; println!("{:>15} = {:<22} detail={:?} denied={} | {} | by {}",r.slot.id(),x.value,x.detail,x.denied,&text[x.quote.clone()],r.id); } }
        Some("lines")=>{ // each stdin line a text
            for l in std::io::stdin().lines(){ let text=l.unwrap(); let h=k.book.hear(&text); for x in k.book.listen(&h){ let r=&k.book.rules[x.rule as usize]; println!("{}\t{}\t{}\t{}\t{}",r.slot.id(),x.value,x.detail.unwrap_or_default(),r.id,&text[x.quote.clone()]); } println!("--"); } }
        _=>println!("check [FILTER] | say TEXT | lines <FILE"),
    }
}
