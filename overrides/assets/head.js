try{var d=document.documentElement,t=localStorage.getItem("preau-theme");d.classList.add("js");if(t)d.dataset.theme=t}catch(e){}
