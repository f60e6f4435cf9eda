import Theme from 'vitepress/theme';
import 'temml/dist/Temml-Local.css';
import './style.css';

export default Theme;
